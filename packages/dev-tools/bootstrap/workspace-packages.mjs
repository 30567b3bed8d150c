import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./repository-paths.mjs";

/**
 * One package of this repository.
 *
 * @typedef {object} WorkspacePackage
 * @property {string} name
 * @property {string} version
 * @property {boolean} isPrivate
 * @property {string} directory   Absolute.
 * @property {Record<string, string>} scripts
 * @property {Record<string, string>} dependencies   At run time; development ones are left out.
 * @property {Record<string, string>} peerDependencies
 */

/** All packages of this repository, by folder name. @returns {WorkspacePackage[]} */
export function workspacePackages() {
  const folder = join(repositoryRoot, "packages");
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((directory) => existsSync(join(directory, "package.json")))
    .map((directory) => {
      const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
      return {
        name: manifest.name,
        version: manifest.version,
        isPrivate: manifest.private === true,
        directory,
        scripts: manifest.scripts ?? {},
        dependencies: manifest.dependencies ?? {},
        peerDependencies: manifest.peerDependencies ?? {},
      };
    });
}

/**
 * A package of ours and all packages of ours that it needs at run time.
 *
 * @param {string} name
 * @returns {WorkspacePackage[]}
 */
export function withDependencies(name) {
  const all = workspacePackages();
  /** @type {Set<WorkspacePackage>} */
  const needed = new Set();
  /** @param {string} wanted */
  const add = (wanted) => {
    const found = all.find((candidate) => candidate.name === wanted);
    if (!found || needed.has(found)) return;
    needed.add(found);
    Object.keys(found.dependencies).forEach(add);
  };
  add(name);
  return [...needed];
}
