import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runVisibly } from "../checks/steps.mjs";
import { nothing, oneCheck, sumTotals } from "../checks/totals.mjs";
import { installPackedPackages } from "./installed-packages.mjs";
import { runtimeProgram, runtimes, runtimesRunHere } from "./runtimes.mjs";

/** Each way in which a user's program gets at the packages, as a program of the smoke folder. */
const programs = ["imported.mjs", "required.cjs", "esbuild/bundle.mjs", "webpack/bundle.cjs"];

/** The packed packages, installed in an empty folder and used on every runtime. @returns {import("../checks/steps.mjs").Step[]} */
export function smokeSteps() {
  if (runtimesRunHere()) return [{ name: "packed packages on all runtimes", run: runSmoke }];
  const run = async () => {
    console.log("  not applicable: the runtimes of this test are built for Linux x64 with glibc");
    return { ...nothing, skipped: 1 };
  };
  return [{ name: "packed packages on all runtimes", run }];
}

/**
 * Whether the installed command answers a query, refuses one, and makes a page of both, on this runtime.
 *
 * @param {string} program   The runtime.
 * @param {string} folder
 */
async function commandAnswers(program, folder) {
  const causeway = (/** @type {string[]} */ ...words) =>
    runVisibly([program, join(folder, "node_modules", ".bin", "causeway"), ...words], folder);
  const table = ["--table", "cities=cities.csv", "--diagnostics", "diagnostics.jsonl"];
  const answered = await causeway("query", "SELECT max(people) AS most FROM cities", "--format", "csv", ...table);
  const refused = await causeway("check", "SELECT max(poeple) FROM cities", ...table);
  const inspected = await causeway("inspect", "diagnostics.jsonl");
  return (
    /^most\n\d+\n$/.test(answered.output) &&
    !refused.succeeded &&
    refused.output.includes("did you mean people?") &&
    inspected.succeeded &&
    readFileSync(join(folder, "causeway-runs.html"), "utf8").includes("</html>")
  );
}

async function runSmoke() {
  const folder = await installPackedPackages();
  try {
    const results = [];
    for (const runtime of runtimes) {
      const program = runtimeProgram(runtime);
      for (const script of programs) {
        console.log(`  ${runtime.name}, ${script}`);
        results.push(oneCheck((await runVisibly([program, join(folder, script)], folder)).succeeded));
      }
      console.log(`  ${runtime.name}, causeway`);
      results.push(oneCheck(await commandAnswers(program, folder)));
    }
    return sumTotals(results);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
