import { spawn } from "node:child_process";
import { join } from "node:path";
import { cargoEnvironment, repositoryRoot } from "../bootstrap/repository-paths.mjs";
import { oneCheck } from "./totals.mjs";

/**
 * One step of `npm test`.
 *
 * @typedef {{ name: string, run: () => Promise<import("./totals.mjs").Totals> }} Step
 */

/** A program that npm installed at the root. @param {string} name */
export function localProgram(name) {
  return join(repositoryRoot, "node_modules", ".bin", name);
}

/**
 * A step that passes when a program does.
 *
 * @param {string} name
 * @param {readonly string[]} command
 * @param {string} [directory]
 * @returns {Step}
 */
export function commandStep(name, command, directory) {
  return { name, run: async () => oneCheck((await runVisibly(command, directory)).succeeded) };
}

/**
 * A step that passes when an inspection finds no problem; each problem is one line of output.
 *
 * @param {string} name
 * @param {() => string[] | Promise<string[]>} inspect
 * @returns {Step}
 */
export function inspectionStep(name, inspect) {
  const run = async () => {
    const problems = await inspect();
    for (const problem of problems) console.error(`  ✗ ${problem}`);
    return oneCheck(problems.length === 0);
  };
  return { name, run };
}

/**
 * Runs a program, shows what it prints as it prints it, and keeps its standard output too.
 *
 * @param {readonly string[]} command
 * @param {string} [directory]
 */
export function runVisibly(command, directory) {
  return run(command, directory, (text, stream) => stream.write(text));
}

/**
 * Runs a program, and shows what it printed only when it failed.
 *
 * @param {readonly string[]} command
 * @param {string} [directory]
 */
export async function runQuietly(command, directory) {
  let all = "";
  const result = await run(command, directory, (text) => {
    all += text;
  });
  if (!result.succeeded) process.stderr.write(all);
  return result;
}

/**
 * @param {readonly string[]} command
 * @param {string | undefined} directory
 * @param {(text: string, stream: NodeJS.WriteStream) => void} show
 * @returns {Promise<{ succeeded: boolean, output: string }>} The output: standard output alone.
 */
function run([program = "", ...parameters], directory = repositoryRoot, show) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: directory,
      env: cargoEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      show(text, process.stdout);
    });
    child.stderr.setEncoding("utf8").on("data", (text) => show(text, process.stderr));
    child.on("error", reject);
    child.on("close", (code) => resolve({ succeeded: code === 0, output }));
  });
}
