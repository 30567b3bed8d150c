import { spanSummary } from "@causeway/obs";
import { formatTable } from "../format-table.js";
import type { DemoStage } from "./demo-stage.js";

/** Where the time of all runs so far went, by phase. */
export async function traceSummary({ diagnostics, style, write }: DemoStage): Promise<void> {
  const runs = diagnostics.events("run-end");
  const rows = spanSummary(runs.flatMap(({ phases }) => phases)).map(({ name, count, totalMs, p50Ms, p95Ms }) => ({
    phase: name,
    count,
    total_ms: totalMs,
    p50_ms: p50Ms,
    p95_ms: p95Ms,
  }));
  write(`\n${style.heading(`Tracing: where the time of ${runs.length} runs went`)}\n${formatTable(rows, style)}\n`);
}
