import { createRequire } from "node:module";
import { repositoryRoot } from "../bootstrap/repository-paths.mjs";
import { workspacePackages } from "../bootstrap/workspace-packages.mjs";

/** The cli's own planner, so that the plan is the one that `changeset version` follows. */
const cliRequire = createRequire(createRequire(import.meta.url).resolve("@changesets/cli/package.json"));
const { default: getReleasePlan } = cliRequire("@changesets/get-release-plan");

/** Plans the release that the pending changesets ask for, without making it, and says what stands against it. */
export async function checkChangesetPlan() {
  const privateNames = new Set(workspacePackages().flatMap(({ name, isPrivate }) => (isPrivate ? [name] : [])));
  const { changesets, releases } = await getReleasePlan(repositoryRoot);
  const planned = releases.filter((/** @type {{ type: string }} */ { type }) => type !== "none");
  for (const { name, oldVersion, newVersion } of planned) console.log(`  ${name}: ${oldVersion} → ${newVersion}`);
  return changesets.flatMap(
    (/** @type {{ id: string, summary: string, releases: { name: string }[] }} */ changeset) => [
      ...(changeset.summary.trim() ? [] : [`changeset ${changeset.id} says nothing to the user`]),
      ...changeset.releases
        .filter(({ name }) => privateNames.has(name))
        .map(({ name }) => `changeset ${changeset.id} names ${name}, which is private`),
    ],
  );
}
