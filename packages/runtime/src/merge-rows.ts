import type { MergeOptions } from "@causeway/ext-native";
import type { RecordBatch } from "apache-arrow";
import { placeOf, unlessMissing } from "./delta-places.js";
import { type BatchTransform, changesTable, type DeltaTarget, type IncrementalStep } from "./incremental-options.js";
import { lastChangesSql, mergeOptions, neededForMerge, rowColumns, rowsLeftSql } from "./merge-changes.js";
import { RuntimeError } from "./runtime-error.js";
import type { Session } from "./session.js";
import { batchesOf, startingWith } from "./transformed-batches.js";

/** Rows for a target in mode `merge`: the last change of each key. */
export interface RowsToMerge {
  /** Absent, if a function gave no batch. */
  readonly rows?: AsyncIterable<RecordBatch> | AsyncIterable<Uint8Array>;
  /** How to merge them; absent for a target that is not there yet, which gets the rows that are left. */
  readonly options?: Pick<MergeOptions, "on" | "whenMatched" | "whenNotMatched">;
}

/** Errors: `invalid-option` if a key, `_change_type` or `_commit_version` is missing. */
export async function mergeRows(
  session: Session,
  transform: string | BatchTransform,
  target: DeltaTarget,
  keys: readonly string[],
  step: IncrementalStep,
  signal: AbortSignal,
): Promise<RowsToMerge> {
  const changes = typeof transform === "string" ? transform.replace(/[\s;]+$/, "") : `SELECT * FROM ${changesTable}`;
  const { schema } = await session.compile(changes, { signal });
  const columns = schema.fields.map(({ name }) => name);
  verifyColumns(columns, keys, typeof transform === "string" ? "the transform" : "the source");
  const lastChanges = lastChangesSql(changes, columns, keys);
  const isThere = (await unlessMissing(placeOf(session, target).describe({ signal }))) !== undefined;
  if (typeof transform === "string") {
    const sql = isThere ? lastChanges : rowsLeftSql(lastChanges, columns);
    const rows = (await session.query(sql, { signal })).ipc();
    return isThere ? { rows, options: mergeOptions(columns, keys) } : { rows };
  }
  const sql = isThere
    ? lastChanges
    : `SELECT * FROM (${lastChanges}) WHERE _change_type IN ('insert', 'update_postimage')`;
  const batches = (await batchesOf(session, transform, step, signal, sql))[Symbol.asyncIterator]();
  const first = await batches.next();
  if (first.done) return {};
  const given = first.value.schema.fields.map(({ name }) => name);
  verifyColumns(given, keys, "what the function gives");
  const rows = startingWith(first.value, batches);
  return isThere ? { rows, options: mergeOptions(given, keys) } : { rows: withColumns(rows, rowColumns(given)) };
}

async function* withColumns(batches: AsyncIterable<RecordBatch>, names: readonly string[]) {
  for await (const batch of batches) yield batch.select([...names]) as RecordBatch;
}

function verifyColumns(columns: readonly string[], keys: readonly string[], what: string): void {
  const missing = [...keys, ...neededForMerge].filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new RuntimeError("invalid-option", `mode merge needs ${missing.join(", ")}, which ${what} does not have`, {
      option: "mode",
    });
  }
}
