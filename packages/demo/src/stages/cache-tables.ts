import { formatTable } from "../format-table.js";
import type { DemoStage } from "./demo-stage.js";

const sql = `
  SELECT 'footers of files' AS kept, count(*) AS entries, sum(size_bytes) AS bytes, sum(hits) AS hits FROM metadata_cache()
  UNION ALL
  SELECT 'plans', count(*), sum(size_bytes), sum(hits) FROM plan_cache()`;

/** What the session keeps so as not to do it again, asked by SQL. */
export async function cacheTables({ session, style, write }: DemoStage): Promise<void> {
  write(`\n${style.heading("Caches, as tables of SQL")}\n`);
  const result = await session.query(sql, { label: "caches" });
  write(`${formatTable(await result.rows({ mode: "js" }), style)}\n`);
}
