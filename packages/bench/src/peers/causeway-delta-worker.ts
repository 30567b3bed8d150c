import { openSession, type Session } from "@causeway/runtime";
import { arrowAnswer } from "../answers/arrow-answer.js";
import type { ColdParameters, DeltaTables, FilesResult, RepeatOverParameters } from "../selective/delta-operations.js";
import type { OpenResult, QueryParameters, RepeatResult, TimedResult } from "./operations.js";
import { serveOperations } from "./serve-operations.js";
import { timed } from "./timed.js";

let session: Session;

function openOver({ tables, threads }: DeltaTables): Promise<Session> {
  const sources = Object.fromEntries(Object.entries(tables).map(([name, path]) => [name, { delta: path }]));
  return openSession({ tables: sources, engine: { threads, targetPartitions: threads } });
}

async function open(parameters: DeltaTables): Promise<OpenResult> {
  session = await openOver(parameters);
  const { engine, datafusion } = session.capabilities().engine;
  return { version: `causeway ${engine} with datafusion ${datafusion}` };
}

/** The whole answer as an apache-arrow table. */
async function run({ sql }: QueryParameters): Promise<TimedResult> {
  const { elapsedMs, result } = await timed(async () => (await session.query(sql)).toArrow());
  return { elapsedMs, rows: result.numRows };
}

/** One query after another, each by its parameter: what varies does not come from a cache of texts. */
async function repeatOver({ sql, values, rows }: RepeatOverParameters): Promise<RepeatResult> {
  const timesMs: number[] = [];
  const text = sql.replaceAll("{}", "$1");
  for (const value of values) {
    const { elapsedMs, result } = await timed(async () =>
      (await session.query(text, { parameters: [value] })).toArrow(),
    );
    if (result.numRows !== rows) throw new Error(`${sql} of ${value} gave ${result.numRows} rows`);
    timesMs.push(elapsedMs);
  }
  return { timesMs };
}

/** From nothing held to the rows of a first query, in a process that has imported the engine. */
async function cold({ sql, ...tables }: ColdParameters): Promise<TimedResult> {
  const { elapsedMs, result } = await timed(async () => {
    const fresh = await openOver(tables);
    return { fresh, table: await (await fresh.query(sql)).toArrow() };
  });
  await result.fresh.close();
  return { elapsedMs, rows: result.table.numRows };
}

async function files({ sql }: QueryParameters): Promise<FilesResult> {
  const result = await session.query(sql);
  await result.toArrow();
  const scans = result.report.pruning ?? [];
  return { files: scans.reduce((sum, { filesKept, filesTotal = 0 }) => sum + (filesKept ?? filesTotal), 0) };
}

await serveOperations({
  open,
  run,
  answer: async ({ sql }: QueryParameters) => arrowAnswer(await (await session.query(sql)).toArrow()),
  repeatOver,
  cold,
  files,
});
