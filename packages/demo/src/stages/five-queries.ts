import { dedent } from "../dedent.js";
import { formatTable } from "../format-table.js";
import { type DemoQuery, demoQueries } from "../queries.js";
import type { TerminalStyle } from "../terminal-style.js";
import type { DemoStage } from "./demo-stage.js";

/** The five queries, each with its answer and the report of its run. */
export async function fiveQueries(stage: DemoStage): Promise<void> {
  const { style, write } = stage;
  for (const query of demoQueries) {
    write(`\n${style.heading(query.title)}\n${style.quiet(dedent(query.sql))}\n`);
    for (const parameters of query.parameters ?? [undefined]) write(await answer(stage, query, parameters));
  }
}

async function answer(
  { session, style }: DemoStage,
  { sql, label }: DemoQuery,
  parameters: Readonly<Record<string, string | number>> | undefined,
): Promise<string> {
  const result = await session.query(sql, parameters === undefined ? { label } : { label, parameters });
  const rows = await result.rows({ mode: "js" });
  return `${bound(parameters, style)}${formatTable(rows, style)}\n${style.accent(result.report.toString())}\n`;
}

/** The values of a query's parameters, as a line above its answer. */
function bound(parameters: Readonly<Record<string, string | number>> = {}, style: TerminalStyle): string {
  const values = Object.entries(parameters).map(([name, value]) => `$${name} = ${value}`);
  return values.length === 0 ? "" : `\n${style.quiet(values.join(", "))}\n`;
}
