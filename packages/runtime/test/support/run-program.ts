import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
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
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@causeway/source"],
    plugins: [sourcePlaces],
    // Packages that are CommonJS ask for Node's own modules by `require`.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    logLevel: "error",
  });
  return outfile;
}

/** Runs a program in a process of its own with one argument, and gives what it printed, both as JSON. */
export async function runProgram<Answer>(file: string, job: unknown): Promise<Answer> {
  const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(job)], { timeout: 60_000 });
  return JSON.parse(stdout) as Answer;
}

/** How a program ended that may have been killed. */
export interface ProgramEnd {
  readonly killed: boolean;
  readonly code: number | null;
  readonly stderr: string;
}

/** Runs a program, and kills it by SIGKILL when so many entries have come or changed in these folders. */
export async function killProgramAt(
  file: string,
  parameters: readonly string[],
  folders: readonly string[],
  events: number,
): Promise<ProgramEnd> {
  const child = spawn(process.execPath, [file, ...parameters], { stdio: ["ignore", "ignore", "pipe"] });
  let seen = 0;
  const watchers = folders.map((folder) =>
    watch(folder, () => {
      seen += 1;
      if (seen === events) child.kill("SIGKILL");
    }),
  );
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, "close")) as [number | null];
  for (const watcher of watchers) watcher.close();
  return { killed: child.signalCode === "SIGKILL", code, stderr };
}
