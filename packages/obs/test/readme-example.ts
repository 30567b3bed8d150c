import { currentRun, memorySink, spanSummary, trackedRun } from "@causeway/obs";

const sink = memorySink();
const total = await trackedRun("daily-total", { sink, attributes: { day: "2026-03-01" } }, async (run) => {
  const rows = await run.phase("load", async () => [3, 4, 5]);
  currentRun()?.event("shop.rows-loaded", { count: rows.length });
  return run.phase("sum", () => rows.reduce((sum, row) => sum + row, 0));
});
const [end] = sink.events("run-end");
console.log(total, end?.outcome, spanSummary(end?.phases ?? []).length); // 12 ok 2
