import { nativePackage } from "../bootstrap/repository-paths.mjs";
import { smokeSteps } from "../smoke/smoke-steps.mjs";
import { checkBundleSizes } from "./bundle-sizes.mjs";
import { checkChangesetPlan } from "./changeset-plan.mjs";
import { checkDependencyCycles } from "./dependency-cycles.mjs";
import { checkFileNames } from "./file-names.mjs";
import { checkGeneratedFiles } from "./generated-files.mjs";
import { checkLockfile } from "./lockfile.mjs";
import { checkPackageShape } from "./package-shape.mjs";
import { pythonSteps } from "./python-tests.mjs";
import { checkReadmeExamples } from "./readme-examples.mjs";
import { rustTestStep } from "./rust-tests.mjs";
import { commandStep, inspectionStep, localProgram } from "./steps.mjs";
import { vitestSteps } from "./vitest-packages.mjs";

const cargo = (/** @type {string[]} */ ...parameters) => ["cargo", ...parameters];
const turbo = (/** @type {string[]} */ ...parameters) => [localProgram("turbo"), ...parameters];

/** The groups of steps in the order in which `npm test` runs them: what fails fast comes first. */
export const groupNames = ["static", "rust", "packages", "tests", "smoke"];

/** @returns {Map<string, import("./steps.mjs").Step[]>} The steps of each group. */
export function stepGroups() {
  return new Map([
    [
      "static",
      [
        commandStep("lint and format", [localProgram("biome"), "ci", "--error-on-warnings", "--colors=off", "."]),
        inspectionStep("lockfile", checkLockfile),
        inspectionStep("file names and lengths", checkFileNames),
        inspectionStep("dependency cycles", checkDependencyCycles),
        commandStep("boundaries between packages", turbo("boundaries")),
        commandStep("types", turbo("run", "typecheck", "--output-logs=errors-only")),
        inspectionStep("examples of the READMEs", checkReadmeExamples),
        inspectionStep("plan of the pending changesets", checkChangesetPlan),
      ],
    ],
    [
      "rust",
      [
        commandStep("Rust format", cargo("fmt", "--all", "--check"), nativePackage),
        inspectionStep("generated files", checkGeneratedFiles),
        rustTestStep,
        commandStep(
          "Rust lint",
          cargo("clippy", "--release", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"),
          nativePackage,
        ),
      ],
    ],
    [
      "packages",
      [
        commandStep("builds", turbo("run", "build", "--output-logs=errors-only")),
        inspectionStep("shape of the packages", checkPackageShape),
        inspectionStep("size of the bundles", checkBundleSizes),
      ],
    ],
    ["tests", [...pythonSteps(), ...vitestSteps()]],
    ["smoke", smokeSteps()],
  ]);
}
