import { rmSync } from "node:fs";
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
    }
    return sumTotals(results);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
