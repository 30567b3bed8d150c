import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../bootstrap/repository-paths.mjs";
import { workspacePackages } from "../bootstrap/workspace-packages.mjs";
import { packPackages } from "../release/pack-packages.mjs";
import { localProgram, runQuietly } from "./steps.mjs";

/** Every public package that lacks what each must have, or that publint or "are the types wrong" finds fault with. */
export async function checkPackageShape() {
  const folder = mkdtempSync(join(tmpdir(), "causeway-shape-"));
  try {
    const problems = missingFiles();
    for (const [name, tarball] of packPackages(folder)) {
      if (!(await passes("publint", "run", tarball, "--strict"))) problems.push(`publint objects to ${name}`);
      if (!(await passes("attw", tarball, "--profile=node16", "--no-emoji", "--format=ascii")))
        problems.push(`the types of ${name} are wrong`);
    }
    return problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a public package must carry in its own folder to be published with it. */
function missingFiles() {
  const licence = readFileSync(join(repositoryRoot, "LICENSE"), "utf8");
  return workspacePackages()
    .filter(({ isPrivate }) => !isPrivate)
    .flatMap(({ name, directory }) => [
      ...(existsSync(join(directory, "README.md")) ? [] : [`${name} has no README.md`]),
      ...(textOf(join(directory, "LICENSE")) === licence ? [] : [`${name} has no copy of the repository's LICENSE`]),
    ]);
}

/** @param {string} file */
function textOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** @param {string} program @param {string[]} parameters */
async function passes(program, ...parameters) {
  return (await runQuietly([localProgram(program), ...parameters])).succeeded;
}
