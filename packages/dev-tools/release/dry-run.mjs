/**
 * Rehearses a release in a copy of the repository: applies the pending changesets there, then lets npm go through the
 * publishing of every public package without sending anything. The working tree stays as it is.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { repositoryRoot } from "../bootstrap/repository-paths.mjs";
import { workspacePackages } from "../bootstrap/workspace-packages.mjs";
import { localProgram } from "../checks/steps.mjs";

const leftOut = new Set(["node_modules", ".git", ".turbo", "target", "data"]);
const copy = mkdtempSync(join(tmpdir(), "causeway-release-"));
const names = workspacePackages().flatMap(({ name, isPrivate }) => (isPrivate ? [] : [name]));

try {
  cpSync(repositoryRoot, copy, { recursive: true, filter: (source) => !leftOut.has(basename(source)) });
  run(localProgram("changeset"), "version");
  // Provenance is signed by the release workflow; a rehearsal has no identity to sign with.
  run("npm", "publish", "--dry-run", "--provenance=false", ...names.map((name) => `--workspace=${name}`));
} finally {
  rmSync(copy, { recursive: true });
}

/** @param {string} program @param {string[]} parameters */
function run(program, ...parameters) {
  execFileSync(program, parameters, { cwd: copy, stdio: "inherit", shell: process.platform === "win32" });
}
