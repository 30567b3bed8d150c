import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a program of `test/programs` into a file that Node runs as it is. */
export async function buildProgram(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    conditions: ["@causeway/source"],
    logLevel: "error",
  });
  return outfile;
}

/** Starts a program; its standard error is this one's. */
export function startProgram(file: string, parameters: readonly string[]): ChildProcess {
  return spawn(process.execPath, [file, ...parameters], { stdio: ["ignore", "pipe", "inherit"] });
}

/** The exit code of a program that was started, or the signal that it died of. */
export async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = await once(child, "close");
  return code ?? signal;
}
