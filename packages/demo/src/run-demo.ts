import { openSession, type Session } from "@causeway/runtime";
import { isFlightsTableWhole, writeFlightsTable } from "./flights-table.js";
import { formatTable } from "./format-table.js";
import { type DemoQuery, demoQueries } from "./queries.js";
import type { TerminalStyle } from "./terminal-style.js";

/** Where the demo reads, where it keeps its table, and where it writes its text. */
export interface DemoOptions {
  readonly flightsParquet: string;
  readonly airportsCsv: string;
  /** Folder of the Delta table; written when it is missing or not whole. */
  readonly flightsTable: string;
  readonly style: TerminalStyle;
  readonly write: (text: string) => void;
}

/** Writes the table where needed, opens a session over both of its versions, and asks the five queries. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { style, write } = options;
  await prepareTable(options);
  const session = await openSession({
    tables: {
      flights: { delta: options.flightsTable },
      flights_first_quarter: { delta: options.flightsTable, version: 0 },
      airports: { csv: options.airportsCsv },
    },
  });
  try {
    for (const query of demoQueries) {
      write(`\n${style.heading(query.title)}\n${style.quiet(dedent(query.sql))}\n`);
      for (const parameters of query.parameters ?? [undefined]) write(await answer(session, query, parameters, style));
    }
  } finally {
    await session.close();
  }
}

async function prepareTable({ flightsTable, flightsParquet, style, write }: DemoOptions): Promise<void> {
  write(`${style.heading("Flights as a Delta table, partitioned by month")}\n${style.quiet(flightsTable)}\n`);
  if (await isFlightsTableWhole(flightsTable, flightsParquet)) {
    write("both versions are there and whole\n");
    return;
  }
  write("writing three million flights\n");
  for await (const { version, rows, files, bytes, elapsedMs } of writeFlightsTable(flightsTable, flightsParquet)) {
    const size = `${(bytes / 1e6).toFixed(1)} MB`;
    write(
      `version ${version}: ${rows.toLocaleString("en-US")} rows in ${files} files, ${size}, ${(elapsedMs / 1000).toFixed(1)} s\n`,
    );
  }
}

async function answer(
  session: Session,
  { sql, label }: DemoQuery,
  parameters: Readonly<Record<string, string | number>> | undefined,
  style: TerminalStyle,
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

/** Takes away the indentation that a query has only because it stands inside TypeScript. */
function dedent(sql: string): string {
  const lines = sql.split("\n").filter((line) => line.trim() !== "");
  const indentation = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indentation)).join("\n");
}
