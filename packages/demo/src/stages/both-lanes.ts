import { count, max } from "@causeway/substrait-lane";
import { formatTable } from "../format-table.js";
import type { DemoStage } from "./demo-stage.js";

const sql =
  "SELECT origin, count(*) AS flights, max(delay) AS latest FROM flights GROUP BY origin ORDER BY flights DESC LIMIT 3";

/** One question three ways: a text by Substrait, the same text by SQL, and a relation that was never SQL. */
export async function bothLanes({ session, style, write }: DemoStage): Promise<void> {
  write(`\n${style.heading("Lanes: one question as text by both, and as a typed relation")}\n`);
  const flights = await session.table<{ origin: "string"; delay: "int32" }>("flights");
  const relation = flights
    .aggregate(["origin"], (f) => ({ flights: count(), latest: max(f.delay) }))
    .sort((r) => [r.flights.desc()])
    .limit(3);
  const rows = [];
  for (const [asked, input, lane] of [
    ["text", sql, "prefer-substrait"],
    ["text", sql, "sql"],
    ["relation", relation, "prefer-substrait"],
  ] as const) {
    const result = await session.query<{ origin: string; flights: number; latest: number }>(input, {
      label: "lanes",
      lane,
    });
    const [busiest] = await result.rows({ mode: "js" });
    rows.push({ asked, lane: result.report.lane?.lane, ...busiest });
  }
  write(`${formatTable(rows, style)}\n`);
}
