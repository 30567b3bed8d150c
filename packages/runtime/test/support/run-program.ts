import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";

/** What our sources find beside themselves, such as the addon, stays where it is. */
const sourcePlaces: Plugin = {
  name: "source-places",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]packages[\\/][^\\/]+[\\/](src|test)[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { contents: source.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)), loader: "ts" };
    });
  },
};

/** Bundles a program of `test/programs` and the sources that it uses into a file that Node runs as it is. */
export async function buildProgram(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    conditions: ["@causeway/source"],
    plugins: [sourcePlaces],
    logLevel: "error",
  });
  return outfile;
}

/** Runs a program in a process of its own with one argument, and gives what it printed, both as JSON. */
export async function runProgram<Answer>(file: string, job: unknown): Promise<Answer> {
  const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(job)], { timeout: 60_000 });
  return JSON.parse(stdout) as Answer;
}
