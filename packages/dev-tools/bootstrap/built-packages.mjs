import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { contentHash } from "./content-hash.mjs";
import { repositoryRoot } from "./repository-paths.mjs";
import { runCommand } from "./run-command.mjs";
import { readStamp, writeStamp } from "./stamp-file.mjs";

/** Everything that a package's `dist` is made from, relative to the package. */
const packageInputs = [
  "package.json",
  "src",
  "scripts",
  "python/requirements.txt",
  "python/causeway_preflight",
  "tsup.config.ts",
  "tsconfig.json",
  "turbo.json",
];
const sharedInputs = ["package-lock.json", "turbo.json", "packages/dev-tools/tsconfig.json"];

/**
 * Builds the `dist` folders of these packages with turbo, unless all stand there built from exactly these sources.
 *
 * @param {string} label   Whose build this is; each label has a stamp of its own.
 * @param {readonly import("./workspace-packages.mjs").WorkspacePackage[]} packages
 */
export async function ensureBuilt(label, packages) {
  const buildable = packages.filter(({ scripts }) => scripts["build"]);
  const folders = buildable.map(({ directory }) => relative(repositoryRoot, directory));
  const inputs = folders.flatMap((folder) => packageInputs.map((input) => `${folder}/${input}`));
  const wanted = contentHash(repositoryRoot, [...sharedInputs, ...inputs], (file) => !file.endsWith(".test.ts"));
  const stampFile = join(repositoryRoot, "node_modules", ".cache", "causeway", `built-for-${label}`);
  const allBuilt = buildable.every(({ directory }) => existsSync(join(directory, "dist")));
  if (allBuilt && readStamp(stampFile) === wanted) return;
  const filters = buildable.map(({ name }) => `--filter=${name}`);
  const turbo = join(repositoryRoot, "node_modules", ".bin", "turbo");
  await runCommand(
    "building the TypeScript packages",
    [turbo, "run", "build", "--output-logs=errors-only", ...filters],
    {
      directory: repositoryRoot,
    },
  );
  writeStamp(stampFile, wanted);
}
