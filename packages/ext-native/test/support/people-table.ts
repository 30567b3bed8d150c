import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { beforeAll, expect } from "vitest";
import type { DeltaCreateOptions, DeltaTable, EngineSession, StatementOptions } from "../../src/index.js";
import { bothRead, type DeltaPeers, startDeltaPeers } from "./delta-peers.js";
import { openSession, rowsOf } from "./sessions.js";
import { temporaryFolder } from "./temporary-folder.js";

/** Rows of a table `people`. */
export const people = (...rows: [id: number, name: string | null, age: number][]) =>
  tableFromArrays({
    id: Int32Array.from(rows, ([id]) => id),
    name: rows.map(([, name]) => name),
    age: Int32Array.from(rows, ([, , age]) => age),
  });

/** A session that may change a table `people`, which is registered at its newest version. */
async function openedWith(
  rows: ReturnType<typeof people>,
  options: DeltaCreateOptions,
): Promise<{ session: EngineSession; table: DeltaTable }> {
  const session = openSession({ allow: ["dml"] });
  const table = session.delta(join(temporaryFolder(), "people"));
  await table.create(rows.schema, options);
  await table.write(rows, { mode: "append" });
  await session.registerTable("people", { delta: table.uri });
  return { session, table };
}

/** A session that may change a table `people` of three rows. */
export const openedWithPeople = (options: DeltaCreateOptions = {}) =>
  openedWith(people([1, "Ada", 36], [2, "Blaise", 39], [3, null, 70]), options);

/** The same table, of two rows, where `age` is made of `id`. */
export const openedWithGenerated = () =>
  openedWith(people([1, "Ada", 2], [2, "Blaise", 4]), { generatedColumns: { age: "id * 2" } });

/** Runs a statement; gives its count and its commit. */
export async function changed(session: EngineSession, sql: string, options: StatementOptions = {}) {
  const stream = await (await session.prepare(sql)).execute(options);
  const counts: unknown[] = [];
  for await (const batch of stream) counts.push(...batch.toArray().map((row) => row["count"]));
  expect(counts).toHaveLength(1);
  return { count: counts[0], commit: stream.report.commit };
}

/** Starts deltalake and DuckDB before the tests of a file. Gives what asks them, and what reads `people` by all of them. */
export function besideOtherReaders() {
  let started: DeltaPeers;
  beforeAll(async () => {
    started = await startDeltaPeers();
  }, 300_000);
  const peers: DeltaPeers = (table, code) => started(table, code);

  /** The rows as the session sees them in its next query; deltalake and DuckDB must read the same. */
  async function rowsIn(session: EngineSession, { uri }: DeltaTable): Promise<unknown[][]> {
    const ours = (await rowsOf(session, "SELECT * FROM people ORDER BY id", { mode: "js" })).map(Object.values);
    const theirs = (await peers(uri, bothRead)) as unknown[][];
    expect(theirs.sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual(ours);
    return ours;
  }
  return { peers, rowsIn };
}
