/**
 * Publishes what is new. Where the addons of all platforms were fetched into packages/ext-native/npm, their packages go
 * first, and the engine's package then names them as optional dependencies.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { nativePackage, repositoryRoot } from "../bootstrap/repository-paths.mjs";
import { localProgram } from "../checks/steps.mjs";

if (existsSync(join(nativePackage, "npm")))
  run(nativePackage, "napi", "pre-publish", "--tag-style=npm", "--no-gh-release");
run(repositoryRoot, "changeset", "publish");

/** @param {string} directory @param {string} program @param {string[]} parameters */
function run(directory, program, ...parameters) {
  execFileSync(localProgram(program), parameters, { cwd: directory, stdio: "inherit" });
}
