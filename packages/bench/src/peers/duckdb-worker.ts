import { type DuckDBConnection, DuckDBInstance, type DuckDBPreparedStatement } from "@duckdb/node-api";
import { duckdbAnswer } from "../answers/duckdb-answer.js";
import { quotedLiteral } from "../quoted-literal.js";
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

let instance: DuckDBInstance;
let connection: DuckDBConnection;

async function open({ tables, threads }: OpenParameters): Promise<OpenResult> {
  instance = await DuckDBInstance.create(":memory:", { threads: String(threads) });
  connection = await instance.connect();
  for (const [name, path] of Object.entries(tables)) {
    await connection.run(`CREATE VIEW ${name} AS SELECT * FROM read_parquet(${quotedLiteral(path)})`);
  }
  const version = await connection.runAndReadAll("SELECT version()");
  return { version: `@duckdb/node-api ${String(version.getRows()[0]?.[0])}` };
}

/** The whole answer as chunks in this process. */
async function run({ sql }: QueryParameters): Promise<TimedResult> {
  const { elapsedMs, result } = await timed(async () => (await connection.run(sql)).fetchAllChunks());
  return { elapsedMs, rows: result.reduce((rows, chunk) => rows + chunk.rowCount, 0) };
}

/** The chunks as they come, let go at once. */
async function drain({ sql }: QueryParameters): Promise<TimedResult> {
  const { elapsedMs, result } = await timed(async () => {
    let rows = 0;
    for await (const chunk of await connection.stream(sql)) rows += chunk.rowCount;
    return rows;
  });
  return { elapsedMs, rows: result };
}

/** The whole answer as arrays of JavaScript values, one a column. */
async function columns({ sql }: QueryParameters): Promise<TimedResult> {
  const { elapsedMs, result } = await timed(async () => (await connection.run(sql)).getColumns());
  return { elapsedMs, rows: result[0]?.length ?? 0 };
}

/** A short query, again and again. */
async function repeat({ sql, iterations }: RepeatParameters): Promise<RepeatResult> {
  const timesMs = await repeatTimed(iterations, async () => {
    await (await connection.run(sql)).getRows();
    return undefined;
  });
  return { timesMs };
}

/** Keeps the rows of a query as a table in memory. */
async function hold({ sql, table }: HoldParameters): Promise<void> {
  await connection.run(`CREATE TABLE ${table} AS ${sql}`);
}

/** A prepared statement for each line of work, with another value each time. */
async function lookUp({ sql, ...parameters }: LookUpParameters): Promise<LookUpResult> {
  const lines = await Promise.all(
    Array.from({ length: parameters.inFlight }, async () => {
      const line = await instance.connect();
      return { line, statement: await line.prepare(sql) };
    }),
  );
  const result = await lookUpAll(parameters, async (key, index) => {
    const statement = lines[index]?.statement as DuckDBPreparedStatement;
    statement.bindInteger(1, key);
    const [row] = (await statement.runAndReadAll()).getRowObjects();
    return String(Object.values(row as object)[0]);
  });
  for (const { line } of lines) line.closeSync();
  return result;
}

/** The chunks as they come: the values of one column of doubles. */
async function* doubles({ sql, column }: StreamParameters): AsyncIterable<ArrayLike<number>> {
  for await (const chunk of await connection.stream(sql)) yield chunk.getColumnValues(column) as number[];
}

await serveOperations({
  open,
  answer: async ({ sql }: QueryParameters) => duckdbAnswer(await connection.run(sql)),
  run,
  drain,
  columns,
  repeat,
  hold,
  lookUp,
  stream: async (parameters: StreamParameters) => {
    await connection.runAndReadAll("SELECT 1 AS one");
    return measureStream(() => doubles(parameters));
  },
  columnSums: async ({ sql }: QueryParameters) => columnSums(await (await connection.run(sql)).getColumns()),
});
