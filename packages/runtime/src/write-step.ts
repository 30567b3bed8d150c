import type { MergeReport, WriteReport } from "@causeway/ext-native";
import type { Run } from "@causeway/obs";
import type { RecordBatch } from "apache-arrow";
import { placeOf, unlessMissing } from "./delta-places.js";
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
import { mergeRows } from "./merge-rows.js";
import type { Session } from "./session.js";
import { batchesOf, startingWith } from "./transformed-batches.js";

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
  const { mode = "append" } = options;
  const merging =
    typeof mode === "string" ? undefined : await mergeRows(session, transform, target, mode.merge, step, signal);
  const rows = merging?.rows ?? (await rowsOf(session, transform, target, step, signal));
  if (rows === undefined) return { outcome: "no-table" };
  const table = placeOf(session, target);
  const commit = {
    transaction: { appId: step.appId, version: step.toVersion, previous: previous ?? null },
    signal,
    ...(options.commitMetadata && { commitMetadata: options.commitMetadata }),
  };
  const made = merging?.options
    ? await table.merge(rows, { ...merging.options, ...commit })
    : await table.write(rows, {
        mode: mode === "overwrite" ? "overwrite" : "append",
        ...commit,
        ...(target.partitionBy && { partitionBy: target.partitionBy }),
      });
  return outcomeOf(made);
}

function outcomeOf(made: WriteReport | MergeReport): StepOutcome {
  const { version, alreadyApplied } = made;
  if (alreadyApplied) return { outcome: "already-applied", targetVersion: version };
  const rowsWritten = "rows" in made ? made.rows : made.insertedRows + made.updatedRows + made.deletedRows;
  return { outcome: "applied", rowsWritten, targetVersion: version };
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
