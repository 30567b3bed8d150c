import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../bootstrap/repository-paths.mjs";

/**
 * @typedef {object} LockEntry
 * @property {boolean} [link]
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {string} [resolved]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** Every package of the lockfile that would not install the same way on every platform and from every registry. */
export function checkLockfile() {
  return lockfileProblems(JSON.parse(readFileSync(join(repositoryRoot, "package-lock.json"), "utf8")).packages);
}

/**
 * Says where a lockfile lacks the packages of other platforms, as npm leaves it when it writes one over an old
 * `node_modules` or cannot reach them, and where it names an address, which would tie all users to one registry.
 *
 * @param {Record<string, LockEntry>} packages
 */
export function lockfileProblems(packages) {
  const names = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, "")));
  return Object.entries(packages)
    .filter(([path, { link }]) => path.includes("node_modules/") && !link)
    .flatMap(([path, { version, integrity, resolved, optionalDependencies = {} }]) => [
      ...(version && integrity ? [] : [`${path} has no version or integrity`]),
      ...(resolved ? [`${path} names an address: ${resolved}`] : []),
      ...Object.keys(optionalDependencies)
        .filter((name) => !names.has(name))
        .map((name) => `${path} needs ${name}, which is not in the lockfile`),
    ]);
}
