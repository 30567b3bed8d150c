import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../bootstrap/repository-paths.mjs";
import { workspacePackages } from "../bootstrap/workspace-packages.mjs";

/**
 * Packs every public package as npm would publish it.
 *
 * @param {string} folder   Where the tarballs go; made when absent.
 * @returns {Map<string, string>} The tarball of each package, by package name.
 */
export function packPackages(folder) {
  mkdirSync(folder, { recursive: true });
  const names = workspacePackages()
    .filter(({ isPrivate }) => !isPrivate)
    .map(({ name }) => name);
  const packed = npmPack(
    folder,
    names.map((name) => `--workspace=${name}`),
  );
  return new Map(packed.map(({ name, filename }) => [name, join(folder, filename)]));
}

/**
 * @param {string} folder   Where the tarballs go.
 * @param {readonly string[]} what   Further arguments of `npm pack`.
 * @returns {{ name: string, filename: string }[]}
 */
export function npmPack(folder, what) {
  const command = ["pack", "--json", "--silent", `--pack-destination=${folder}`, ...what];
  const output = execFileSync("npm", command, {
    cwd: repositoryRoot,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });
  return Object.values(JSON.parse(output));
}
