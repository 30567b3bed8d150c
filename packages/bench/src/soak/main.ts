import { parseArgs } from "node:util";
import { runSoak } from "./run-soak.js";
import { soakProblems } from "./soak-problems.js";

const { values } = parseArgs({
  options: { queries: { type: "string", default: "10000" }, minutes: { type: "string", default: "0" } },
});
const columns = ["queries", "memory MB", "files open", "threads", "handles", "spill files"];
console.log(columns.join("  "));
const result = await runSoak({
  queries: Number(values.queries),
  forMs: Number(values.minutes) * 60_000,
  concurrency: 8,
  sampleEvery: 500,
  onSample({ queries, residentBytes, descriptors, threads, activeResources, spillFiles }) {
    const cells = [queries, (residentBytes / 1e6).toFixed(1), descriptors, threads, activeResources, spillFiles];
    console.log(cells.map((cell, index) => String(cell).padStart(columns[index]?.length ?? 0)).join("  "));
  },
});
console.log(result.outcomes);
const problems = soakProblems(result, 0.1);
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? "nothing was kept that had ended" : `${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
