import { type DeltaTable, NativeError } from "@causeway/ext-native";
import type { Run } from "@causeway/obs";
import type { RecordBatch } from "apache-arrow";
import {
  type BatchTransform,
  changesTable,
  type DeltaPlace,
  type DeltaTarget,
  type IncrementalOptions,
  type IncrementalSink,
  type IncrementalStep,
} from "./incremental-options.js";
import type { IncrementalReport } from "./incremental-report.js";
import type { Session } from "./session.js";

/** What a step did to its target. */
export type StepOutcome = Pick<IncrementalReport, "outcome"> &
  Partial<Pick<IncrementalReport, "rowsWritten" | "targetVersion">>;

/** Transforms the changes that the session has registered, and writes them, as a stream. */
export async function writeStep(
  run: Run,
  session: Session,
  options: IncrementalOptions,
  step: IncrementalStep,
  previous: number | undefined,
): Promise<StepOutcome> {
  const { target, transform = `SELECT * FROM ${changesTable}` } = options;
  const { signal } = run;
  if (!("delta" in target)) {
    const rowsWritten = await writeToSink(target, await batchesOf(session, transform, step, signal), step);
    await options.cursors?.write(step.appId, step.toVersion);
    return { outcome: "applied", rowsWritten };
  }
  const rows = await rowsOf(session, transform, target, step, signal);
  if (rows === undefined) return { outcome: "no-table" };
  const { mode = "append", commitMetadata } = options;
  const report = await placeOf(session, target).write(rows, {
    mode,
    transaction: { appId: step.appId, version: step.toVersion, previous: previous ?? null },
    signal,
    ...(commitMetadata && { commitMetadata }),
    ...(target.partitionBy && { partitionBy: target.partitionBy }),
  });
  const { uri, version, rows: rowsWritten, files, bytes, alreadyApplied } = report;
  if (!alreadyApplied) run.event("commit", { uri, version: String(version), rows: rowsWritten, files, bytes });
  return { outcome: alreadyApplied ? "already-applied" : "applied", rowsWritten, targetVersion: version };
}

export function placeOf(session: Session, { delta, storageOptions }: DeltaPlace): DeltaTable {
  return session.delta(delta, storageOptions === undefined ? {} : { storageOptions });
}

/** What is asked of a table, or undefined if it is not there. */
export async function unlessMissing<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (NativeError.isInstance(error) && error.code === "not-a-delta-table") return undefined;
    throw error;
  }
}

/** The rows for a Delta table, with their columns even if there are none; undefined, if nobody knows these. */
async function rowsOf(
  session: Session,
  transform: string | BatchTransform,
  target: DeltaTarget,
  step: IncrementalStep,
  signal: AbortSignal,
): Promise<AsyncIterable<RecordBatch> | AsyncIterable<Uint8Array> | undefined> {
  if (typeof transform === "string") return (await session.query(transform, { signal })).ipc();
  const batches = (await batchesOf(session, transform, step, signal))[Symbol.asyncIterator]();
  const first = await batches.next();
  if (!first.done) return startingWith(first.value, batches);
  if ((await unlessMissing(placeOf(session, target).describe({ signal }))) === undefined) return undefined;
  const empty = "incremental-target";
  await session.tables.register(empty, placeAsTable(target));
  return (await session.query(`SELECT * FROM "${empty}" WHERE false`, { signal })).ipc();
}

function placeAsTable({ delta, storageOptions }: DeltaTarget): DeltaPlace {
  return { delta, ...(storageOptions && { storageOptions }) };
}

async function batchesOf(
  session: Session,
  transform: string | BatchTransform,
  step: IncrementalStep,
  signal: AbortSignal,
): Promise<AsyncIterable<RecordBatch>> {
  if (typeof transform === "string") return session.query(transform, { signal });
  const changes = await session.query(`SELECT * FROM ${changesTable}`, { signal });
  return called(transform, changes, step);
}

/** Calls the function when its first batch is asked for, so that what it throws comes as an error of the rows. */
async function* called(
  transform: BatchTransform,
  changes: AsyncIterable<RecordBatch>,
  step: IncrementalStep,
): AsyncGenerator<RecordBatch, void> {
  yield* transform(changes, step);
}

async function* startingWith(first: RecordBatch, rest: AsyncIterator<RecordBatch>): AsyncGenerator<RecordBatch, void> {
  try {
    for (let next: IteratorResult<RecordBatch> = { done: false, value: first }; !next.done; next = await rest.next()) {
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

async function writeToSink(
  sink: IncrementalSink,
  batches: AsyncIterable<RecordBatch>,
  step: IncrementalStep,
): Promise<number> {
  let rows = 0;
  await sink.write(
    (async function* () {
      for await (const batch of batches) {
        rows += batch.numRows;
        yield batch;
      }
    })(),
    step,
  );
  return rows;
}
