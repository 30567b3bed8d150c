import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** Folders that hold what was made, never what it is made from. */
const madeFolders = new Set(["node_modules", "dist", "target", "data", "coverage", "__pycache__", ".turbo", ".git"]);

/**
 * All files at or under a path, sorted, as absolute paths. A path that does not exist has none.
 *
 * @param {string} path
 * @returns {string[]}
 */
export function filesUnder(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !madeFolders.has(name))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/**
 * One SHA-256 over names and contents of all files at or under the paths: the same on every machine
 * and in every clone, whatever the files' dates are.
 *
 * @param {string} root   Names count relative to this folder.
 * @param {readonly string[]} paths   Relative to the root.
 * @param {(file: string) => boolean} [accept]   Leaves out the files for which it says no.
 */
export function contentHash(root, paths, accept = () => true) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => filesUnder(join(root, path))).filter(accept)) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file).replaceAll("\\", "/")}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}
