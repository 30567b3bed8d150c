import { join } from "node:path";
import { type Table, tableFromArrays } from "apache-arrow";
import { expect } from "vitest";
import type { DeltaTable, EngineSession } from "../../src/index.js";
import type { DeltaPeers } from "./delta-peers.js";
import { rowsOf } from "./sessions.js";
import { temporaryFolder } from "./temporary-folder.js";

/** Rows of one month. */
export const flights = (month: number, ...delays: number[]): Table =>
  tableFromArrays({ month: Int32Array.from(delays, () => month), delay: Int32Array.from(delays) });

/** A table of three files in two months. */
export async function flightsTable(session: EngineSession): Promise<DeltaTable> {
  const table = session.delta(join(temporaryFolder(), "flights"));
  await table.write(flights(1, 9, 3), { mode: "create", partitionBy: ["month"] });
  await table.write(flights(1, 5), { mode: "append" });
  await table.write(flights(2, 7), { mode: "append" });
  return table;
}

const byPeers = `
by_duckdb = [row[0] for row in connection.execute(f"SELECT delay FROM delta_scan('{table}') ORDER BY 1").fetchall()]
rows = deltalake.QueryBuilder().register("t", deltalake.DeltaTable(table)).execute("SELECT delay FROM t ORDER BY 1")
answer = pa.table(rows.read_all())["delay"].to_pylist()
assert answer == by_duckdb, by_duckdb`;

/** The delays in a table, sorted, as we read them; deltalake and DuckDB must read the same. */
export async function delaysIn(session: EngineSession, table: DeltaTable, peers: DeltaPeers): Promise<unknown[]> {
  await session.deregisterTable("flights");
  await session.registerTable("flights", { delta: table.uri });
  const rows = await rowsOf(session, "SELECT delay FROM flights ORDER BY 1", { mode: "js" });
  const delays = rows.map((row) => row["delay"]);
  expect(await peers(table.uri, byPeers)).toEqual(delays);
  return delays;
}
