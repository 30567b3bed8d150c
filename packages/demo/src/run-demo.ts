import { memorySink } from "@causeway/obs";
import { openSession } from "@causeway/runtime";
import { isFlightsTableWhole, writeFlightsTable } from "./flights-table.js";
import { bothLanes } from "./stages/both-lanes.js";
import { cacheTables } from "./stages/cache-tables.js";
import type { DemoStage } from "./stages/demo-stage.js";
import { fiveQueries } from "./stages/five-queries.js";
import { incrementalRun } from "./stages/incremental-run.js";
import { prunedFiles } from "./stages/pruned-files.js";
import { refusedQueries } from "./stages/refused-queries.js";
import { runsPage } from "./stages/runs-page.js";
import { traceSummary } from "./stages/trace-summary.js";
import { warmCache } from "./stages/warm-cache.js";
import type { TerminalStyle } from "./terminal-style.js";

/** Where the demo reads, where it keeps its table, and where it writes its text. */
export interface DemoOptions {
  readonly flightsParquet: string;
  readonly airportsCsv: string;
  /** Folder of the Delta table; written when it is missing or not whole. */
  readonly flightsTable: string;
  /** Folder for the page of the runs. */
  readonly folder: string;
  readonly style: TerminalStyle;
  readonly write: (text: string) => void;
}

/** The parts of the demo, in their order; the last two look back on all before them. */
const stages: readonly ((stage: DemoStage) => Promise<void>)[] = [
  fiveQueries,
  refusedQueries,
  warmCache,
  bothLanes,
  prunedFiles,
  incrementalRun,
  cacheTables,
  traceSummary,
  runsPage,
];

/** Writes the table where needed, opens a session over both of its versions, and shows one stage after the other. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { folder, style, write } = options;
  await prepareTable(options);
  const diagnostics = memorySink();
  const session = await openSession({
    tables: {
      flights: { delta: options.flightsTable },
      flights_first_quarter: { delta: options.flightsTable, version: 0 },
      airports: { csv: options.airportsCsv },
    },
    diagnostics,
    record: ["statement", "plan", "operators"],
  });
  try {
    for (const show of stages) await show({ session, diagnostics, folder, style, write });
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
