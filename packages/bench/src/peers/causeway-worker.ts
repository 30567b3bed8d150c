import { openSession, type Session } from "@causeway/runtime";
import { arrowAnswer } from "../answers/arrow-answer.js";
import { arrowBytes } from "../transfer/arrow-bytes.js";
import { columnSums } from "../transfer/column-sums.js";
import { lookUpAll } from "./look-up.js";
import { measureStream } from "./measure-stream.js";
import type {
  HoldParameters,
  LookUpParameters,
  LookUpResult,
  OpenParameters,
  OpenResult,
  QueryParameters,
  RepeatParameters,
  RepeatResult,
  StreamParameters,
  TimedResult,
} from "./operations.js";
import { repeatTimed } from "./repeat-timed.js";
import { serveOperations } from "./serve-operations.js";
import { timed } from "./timed.js";

let session: Session;

async function open({ tables, threads }: OpenParameters): Promise<OpenResult> {
  const sources = Object.fromEntries(Object.entries(tables).map(([name, path]) => [name, { parquet: path }]));
  session = await openSession({ tables: sources, engine: { threads, targetPartitions: threads } });
  const { engine, datafusion } = session.capabilities().engine;
  return { version: `causeway ${engine} with datafusion ${datafusion}` };
}

async function table(sql: string) {
  return (await session.query(sql)).toArrow();
}

/** The whole answer as an apache-arrow table. */
async function run({ sql }: QueryParameters): Promise<TimedResult> {
  const { elapsedMs, result } = await timed(() => table(sql));
  return { elapsedMs, rows: result.numRows, bytes: arrowBytes(result) };
}

/** The batches as they come, let go at once. */
async function drain({ sql }: QueryParameters): Promise<TimedResult> {
  const { elapsedMs, result } = await timed(async () => {
    let rows = 0;
    for await (const batch of await session.query(sql)) rows += batch.numRows;
    return rows;
  });
  return { elapsedMs, rows: result };
}

/** The bytes of the Arrow stream as they come, let go at once. */
async function bytes({ sql }: QueryParameters): Promise<TimedResult> {
  const { elapsedMs, result } = await timed(async () => {
    let size = 0;
    for await (const chunk of (await session.query(sql)).ipc()) size += chunk.byteLength;
    return size;
  });
  return { elapsedMs, rows: 0, bytes: result };
}

/** The query run and its batches dropped inside the engine, by EXPLAIN ANALYZE: nothing crosses to JavaScript. */
async function engineAlone({ sql }: QueryParameters): Promise<TimedResult> {
  const { elapsedMs } = await timed(() => session.explain(sql, { analyze: true }));
  return { elapsedMs, rows: 0 };
}

/** A short query, again and again: the whole times, and the part of other runs that is not the engine's own. */
async function repeat({ sql, iterations }: RepeatParameters): Promise<RepeatResult> {
  const timesMs = await repeatTimed(iterations, async () => {
    await (await session.query(sql)).rows();
    return undefined;
  });
  const overheadsMs = await repeatTimed(iterations, async () => {
    const { elapsedMs, engineMs } = await measured(sql);
    return Math.max(0, elapsedMs - engineMs.plan - engineMs.execute);
  });
  const unreadyMs = await repeatTimed(iterations, async () => {
    const { elapsedMs, engineMs } = await measured(sql);
    return Math.max(0, elapsedMs - engineMs.execute);
  });
  return { timesMs, overheadsMs, unreadyMs };
}

/** One run: its whole time, and what the engine says of its own. */
async function measured(sql: string) {
  const { elapsedMs, result } = await timed(async () => {
    const answer = await session.query(sql);
    await answer.rows();
    return answer.report.engineMs;
  });
  return { elapsedMs, engineMs: result };
}

/** Keeps the rows of a query as a table in memory. */
async function hold({ sql, table: name }: HoldParameters): Promise<void> {
  await session.tables.register(name, { arrow: await table(sql) });
}

/** A text that is known, with another value each time. */
async function lookUp({ sql, ...parameters }: LookUpParameters): Promise<LookUpResult> {
  return lookUpAll(parameters, async (key) => {
    const [row] = await (await session.query(sql, { parameters: [key] })).rows();
    return String(Object.values(row as object)[0]);
  });
}

/** The batches as they come: the values of one column of doubles. */
async function* doubles({ sql, column }: StreamParameters): AsyncIterable<ArrayLike<number>> {
  for await (const batch of await session.query(sql)) yield batch.getChildAt(column)?.data[0]?.values as Float64Array;
}

await serveOperations({
  open,
  answer: async ({ sql }: QueryParameters) => arrowAnswer(await table(sql)),
  run,
  drain,
  bytes,
  engineAlone,
  repeat,
  hold,
  lookUp,
  stream: async (parameters: StreamParameters) => {
    await table("SELECT 1 AS one");
    return measureStream(() => doubles(parameters));
  },
  columnSums: async ({ sql }: QueryParameters) => {
    const whole = await table(sql);
    return columnSums(whole.schema.fields.map((_, index) => whole.getChildAt(index) ?? []));
  },
});
