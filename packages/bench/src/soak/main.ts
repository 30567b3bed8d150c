import { parseArgs } from "node:util";
import { runSoak } from "./run-soak.js";
import { soakProblems } from "./soak-problems.js";

const { values } = parseArgs({
  options: { queries: { type: "string", default: "10000" }, minutes: { type: "string", default: "0" } },
});
console.log("queries  memory MB  files open  threads  spill files");
const result = await runSoak({
  queries: Number(values.queries),
  forMs: Number(values.minutes) * 60_000,
  concurrency: 8,
  sampleEvery: 500,
  onSample: ({ queries, residentBytes, descriptors, threads, spillFiles }) =>
    console.log(
      `${String(queries).padStart(7)}  ${(residentBytes / 1e6).toFixed(1).padStart(9)}  ${String(descriptors).padStart(10)}  ${String(threads).padStart(7)}  ${String(spillFiles).padStart(11)}`,
    ),
});
console.log(result.outcomes);
const problems = soakProblems(result, { mostGrowth: 0.1 });
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? "nothing was kept that had ended" : `${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
