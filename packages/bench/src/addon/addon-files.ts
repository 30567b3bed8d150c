import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { BenchError } from "../bench-error.js";
import { polarsPackage } from "../prepare/polars-package.js";
import type { Workplace } from "../workplace.js";

/** The native files of an engine's package. */
export interface AddonFiles {
  readonly engine: string;
  readonly paths: readonly string[];
}

/** The addons on this machine, ours first. */
export async function addonFiles(workplace: Workplace): Promise<readonly AddonFiles[]> {
  const require = createRequire(import.meta.url);
  const ours = join(dirname(require.resolve("@causeway/ext-native/package.json")), "native");
  const duckdb = dirname(
    createRequire(require.resolve("@duckdb/node-api")).resolve("@duckdb/node-bindings/package.json"),
  );
  const polars = dirname(await polarsPackage(workplace));
  return [
    { engine: "causeway", paths: await nativeFiles([ours]) },
    { engine: "duckdb", paths: await nativeFiles(await siblings(dirname(duckdb), "node-bindings-")) },
    { engine: "polars", paths: await nativeFiles(await siblings(polars, "nodejs-polars-")) },
  ];
}

async function siblings(folder: string, prefix: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.startsWith(prefix)).map((name) => join(folder, name));
}

async function nativeFiles(folders: readonly string[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const folder of folders) {
    const names = await readdir(folder);
    paths.push(...names.filter((name) => /\.(node|so|dylib|dll)$/.test(name)).map((name) => join(folder, name)));
  }
  if (paths.length === 0) throw new BenchError("command-failed", `no addon in ${folders.join(", ")}`);
  return paths;
}
