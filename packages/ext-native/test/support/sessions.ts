import { type RecordBatch, Table } from "apache-arrow";
import { onTestFinished } from "vitest";
import {
  type EngineOptions,
  EngineSession,
  type ExecuteOptions,
  NativeError,
  type RowMode,
  readRows,
  type UnknownRow,
} from "../../src/index.js";

/** A session that is closed when the running test ends. */
export function openSession(options?: EngineOptions): EngineSession {
  const session = EngineSession.open(options);
  onTestFinished(() => session.close());
  return session;
}

export async function batchesOf(session: EngineSession, sql: string, options?: ExecuteOptions): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of await (await session.prepare(sql)).execute(options)) batches.push(batch);
  return batches;
}

export async function rowsOf(
  session: EngineSession,
  sql: string,
  options: ExecuteOptions & { mode?: RowMode } = {},
): Promise<UnknownRow[]> {
  const { mode, ...execution } = options;
  return (await batchesOf(session, sql, execution)).flatMap((batch) => readRows(batch, mode));
}

/** The error that a query ends with, while it is planned or while it runs. */
export async function errorOf(session: EngineSession, sql: string, options?: ExecuteOptions): Promise<NativeError> {
  return caught(rowsOf(session, sql, options));
}

export async function caught(work: Promise<unknown>): Promise<NativeError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!NativeError.isInstance(error)) throw new Error("a NativeError was expected", { cause: error });
  return error;
}

/** The result of a query as one apache-arrow table. */
export async function tableOf(session: EngineSession, sql: string): Promise<Table> {
  return new Table(await batchesOf(session, sql));
}
