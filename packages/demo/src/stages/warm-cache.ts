import { formatTable } from "../format-table.js";
import type { DemoStage } from "./demo-stage.js";

const sql = `
  SELECT a.state, count(*) AS flights, avg(f.delay) AS mean
  FROM flights f JOIN airports a ON a.iata = f.origin
  WHERE f.month = $month
  GROUP BY a.state ORDER BY flights DESC LIMIT 1`;

/** One text three times with other values: it is checked and planned once. */
export async function warmCache({ session, style, write }: DemoStage): Promise<void> {
  write(`\n${style.heading("Warm cache: one text, three months")}\n`);
  const rows = [];
  for (const month of ["2001-01", "2001-02", "2001-03"]) {
    const result = await session.query<{ state: string; flights: number }>(sql, {
      label: "warm-cache",
      parameters: { month },
    });
    const [answer] = await result.rows({ mode: "js" });
    const { cache, phasesMs } = result.report;
    const { execute = 0, ...before } = phasesMs;
    rows.push({
      month,
      cache: cache?.use,
      milliseconds_before_execution: Object.values(before).reduce((sum, ms) => sum + ms, 0),
      milliseconds_of_execution: execute,
      busiest_state: answer?.state,
      flights: answer?.flights,
    });
  }
  const { hits = 0, misses = 0, entries = 0 } = session.caches.snapshot().plan ?? {};
  write(
    `${formatTable(rows, style)}\n${style.accent(`plan cache: ${entries} plans, ${hits} hits, ${misses} misses`)}\n`,
  );
}
