import { spawn } from "node:child_process";
import { BenchError } from "../bench-error.js";

/** Runs a program to its end and gives its standard output; a failure carries the end of what it wrote on standard error. */
export function runCommand(program: string, programArguments: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-4_000);
    });
    child.on("error", (cause) => reject(new BenchError("command-failed", `${program} could not start`, { cause })));
    child.on("close", (exitCode) => {
      if (exitCode === 0) resolve(output);
      else reject(new BenchError("command-failed", `${program} ended with ${exitCode}\n${errors}`));
    });
  });
}
