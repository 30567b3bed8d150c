import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import {
  type EngineSession,
  type PreparedPlan,
  type QueryParameters,
  readRows,
  type UnknownRow,
} from "../../src/index.js";
import { openSession, rowsOf } from "./sessions.js";
import { temporaryFolder } from "./temporary-folder.js";

/** The rows that a prepared plan gives for these parameters. */
export async function rowsOfPlan(plan: PreparedPlan, parameters?: QueryParameters): Promise<UnknownRow[]> {
  const rows: UnknownRow[] = [];
  const stream = await plan.execute(parameters === undefined ? {} : { parameters });
  for await (const batch of stream) rows.push(...readRows(batch, "js"));
  return rows;
}

const columns = `
  CAST(i AS INT) AS i, CAST(CASE WHEN i % 5 = 0 THEN NULL ELSE i * 1000000007 END AS BIGINT) AS l, CAST(abs(i * 8) % 256 AS TINYINT UNSIGNED) AS u,
  CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN CAST('NaN' AS DOUBLE) ELSE i / 4.0e0 END AS f,
  CASE WHEN i % 4 = 0 THEN NULL ELSE concat(chr(CAST(97 + i % 3 AS BIGINT)), '%_', i) END AS s,
  CAST(i / 3.0 AS DECIMAL(9, 2)) AS c, CAST(CAST(19723 + i AS INT) AS DATE) AS d, i % 2 = 0 AS b`;

/** A session with 60 rows as Parquet `t` and as Delta `e`, and a small table `m` of Arrow. */
export async function withTables(): Promise<EngineSession> {
  const session = openSession({ targetPartitions: 2, allow: ["ddl", "copy"] });
  const folder = temporaryFolder();
  const numbers = `SELECT ${columns} FROM (SELECT value - 30 AS i FROM generate_series(0, 59))`;
  await rowsOf(session, `COPY (${numbers}) TO '${join(folder, "t.parquet")}'`);
  await session.registerTable("t", { parquet: join(folder, "t.parquet") });
  const delta = session.delta(join(folder, "delta"));
  await delta.write(await session.prepare("SELECT * EXCLUDE (u), CAST(u AS SMALLINT) AS u FROM t WHERE i < 0"), {
    mode: "create",
  });
  await delta.write(await session.prepare("SELECT * EXCLUDE (u), CAST(u AS SMALLINT) AS u FROM t WHERE i >= 0"), {
    mode: "append",
  });
  await session.registerTable("e", { delta: delta.uri });
  await session.registerTable("m", {
    arrow: tableFromArrays({ i: Int32Array.of(-29, 0, 1, 7, 12), n: ["a", "b", null, "c", "a%_7"] }),
  });
  return session;
}
