import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a program of `test/programs` into a file that Node runs as it is; the addon is found beside it. */
export async function buildProgram(name: string, folder: string): Promise<string> {
  const outfile = join(folder, "dist", `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@causeway/source"],
    // Packages that are CommonJS ask for Node's own modules by `require`.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    logLevel: "error",
  });
  await symlink(fileURLToPath(new URL("../../../ext-native/native", import.meta.url)), join(folder, "native"));
  return outfile;
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
