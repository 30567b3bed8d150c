import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runIncremental } from "@causeway/runtime";
import { tableFromArrays } from "apache-arrow";
import { formatTable } from "../format-table.js";
import type { DemoStage } from "./demo-stage.js";

/** Changes of one table applied to another, each once: a first run, a change, a second run, and one with nothing to do. */
export async function incrementalRun({ session, folder, style, write }: DemoStage): Promise<void> {
  write(`\n${style.heading("Incremental: what is new in one table goes to another, once")}\n`);
  const [source, target] = [join(folder, "bookings"), join(folder, "late-bookings")];
  for (const place of [source, target]) await rm(place, { recursive: true, force: true });
  const bookings = session.delta(source);
  await bookings.write(tableFromArrays({ id: Int32Array.of(1, 2, 3), delay: Int32Array.of(5, 90, 70) }), {
    mode: "create",
  });
  await bookings.setProperties({ "delta.enableChangeDataFeed": "true" });
  const rows = [];
  for (const change of ["the table as it is", "booking 1 is late now", "nothing"]) {
    if (change.startsWith("booking")) await bookings.update({ delay: "120" }, { predicate: "id = 1" });
    const report = await runIncremental({
      appId: "late-bookings",
      source: { delta: source },
      target: { delta: target },
      transform: "SELECT id, delay FROM changes WHERE delay > 60 AND _change_type IN ('insert', 'update_postimage')",
    });
    const { outcome, fromVersion, toVersion, rowsWritten } = report;
    rows.push({ change, outcome, from_version: fromVersion, to_version: toVersion, rows_written: rowsWritten });
  }
  write(`${formatTable(rows, style)}\n`);
}
