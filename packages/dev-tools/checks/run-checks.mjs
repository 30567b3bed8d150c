/**
 * Everything that `npm test` runs, one step after another: `node run-checks.mjs [group …]`, all groups by default.
 * Goes on after a failure, names the failures, and closes with the totals alone on the last line.
 */
import { groupNames, stepGroups } from "./step-groups.mjs";
import { formatTotals, oneCheck, sumTotals } from "./totals.mjs";

process.env["TURBO_TELEMETRY_DISABLED"] ??= "1";

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !groupNames.includes(name));
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(", ")}: the groups are ${groupNames.join(", ")}.`);
  process.exit(2);
}

/** @type {{ name: string, totals: import("./totals.mjs").Totals, seconds: string }[]} */
const results = [];
for (const [group, steps] of stepGroups()) {
  if (asked.length > 0 && !asked.includes(group)) continue;
  for (const { name, run } of steps) {
    console.log(`\n▶ ${name}`);
    const started = performance.now();
    const totals = await run().catch((cause) => {
      console.error(cause);
      return oneCheck(false);
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    results.push({ name, totals, seconds });
    console.log(`${mark(totals)} ${name}: ${formatTotals(totals)} in ${seconds} s`);
  }
}

console.log("\nAll steps:");
for (const { name, totals, seconds } of results) {
  console.log(`${mark(totals)} ${seconds.padStart(7)} s  ${name}: ${formatTotals(totals)}`);
  for (const failure of totals.failures ?? []) console.log(`             ${failure}`);
}
const sum = sumTotals(results.map(({ totals }) => totals));
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
console.log(`\n${formatTotals(sum)}`);

/** @param {import("./totals.mjs").Totals} totals */
function mark({ failed }) {
  return failed > 0 ? "✗" : "✓";
}
