import { formatTable } from "../format-table.js";
import type { DemoStage } from "./demo-stage.js";

const sql = `
  SELECT count(*) AS flights, avg(delay) AS mean
  FROM flights
  WHERE month IN ($first, $second) AND distance > 2000`;

/** Which files a query reads, and what proves that the others hold no row for it. */
export async function prunedFiles({ session, style, write }: DemoStage): Promise<void> {
  write(`\n${style.heading("Pruning: why were these files not read?")}\n`);
  const parameters = { first: "2001-02", second: "2001-05" };
  const result = await session.query(sql, { label: "pruning", parameters });
  await result.rows();
  const [table] = result.report.pruning ?? [];
  if (table?.chosenBy !== "pruner") throw new Error("the files of flights were not chosen");
  const rows = (table.skippedFiles ?? []).map(({ path, by, reason }) => ({ path: path.slice(0, 24), by, reason }));
  const { filesKept, filesTotal } = table;
  write(`${formatTable(rows, style)}\n${style.accent(`${filesKept} of ${filesTotal} files may match`)}\n`);
}
