import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workspacePackages } from "../bootstrap/workspace-packages.mjs";
import { runVisibly } from "./steps.mjs";
import { nothing, vitestTotals, withRunnerFailure } from "./totals.mjs";

/** One step per package with tests: its own `test` script, with vitest's report kept for the totals. */
export function vitestSteps() {
  return workspacePackages()
    .filter(({ scripts }) => scripts["test"])
    .map(({ name }) => ({ name: `tests of ${name}`, run: () => runVitest(name) }));
}

/** @param {string} name   A package. */
async function runVitest(name) {
  const folder = mkdtempSync(join(tmpdir(), "causeway-vitest-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { succeeded } = await runVisibly(["npm", "test", `--workspace=${name}`, "--", ...reporters]);
    const totals = existsSync(report) ? vitestTotals(readFileSync(report, "utf8")) : nothing;
    return withRunnerFailure(totals, succeeded);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
