import type { RecordBatch } from "apache-arrow";
import { type BatchTransform, changesTable, type IncrementalStep } from "./incremental-options.js";
import type { Session } from "./session.js";

/** What the transform makes of changes: of all, or for a function of those that `sql` gives. */
export async function batchesOf(
  session: Session,
  transform: string | BatchTransform,
  step: IncrementalStep,
  signal: AbortSignal,
  sql = `SELECT * FROM ${changesTable}`,
): Promise<AsyncIterable<RecordBatch>> {
  if (typeof transform === "string") return session.query(transform, { signal });
  const changes = await session.query(sql, { signal });
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

/** A batch that was looked at, and those behind it. */
export async function* startingWith(
  first: RecordBatch,
  rest: AsyncIterator<RecordBatch>,
): AsyncGenerator<RecordBatch, void> {
  try {
    for (let next: IteratorResult<RecordBatch> = { done: false, value: first }; !next.done; next = await rest.next()) {
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}
