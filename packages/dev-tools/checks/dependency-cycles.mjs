import { relative } from "node:path";
import { parseCircular, parseDependencyTree } from "dpdm";
import { filesUnder } from "../bootstrap/content-hash.mjs";
import { repositoryRoot } from "../bootstrap/repository-paths.mjs";
import { workspacePackages } from "../bootstrap/workspace-packages.mjs";

/** Every circle of imports in the repository. Imports of types alone are gone at run time and do not count. */
export function checkDependencyCycles() {
  return cyclesUnder(workspacePackages().map(({ directory }) => directory));
}

/**
 * @param {readonly string[]} folders
 * @returns {Promise<string[]>} One line per circle.
 */
export async function cyclesUnder(folders) {
  const sources = folders.flatMap(filesUnder).filter((file) => /(?<!\.d)\.(mjs|js|ts)$/.test(file));
  const tree = await parseDependencyTree(sources, {
    context: repositoryRoot,
    transform: true,
    exclude: /node_modules|\/dist\//,
  });
  return parseCircular(tree).map((circle) =>
    [...circle, circle[0] ?? ""].map((file) => relative(repositoryRoot, file)).join(" → "),
  );
}
