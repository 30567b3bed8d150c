import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { currentRun, trackedRun } from "@causeway/obs";
import { expect, test, vi } from "vitest";
import type { Session, SessionOptions } from "../src/index.js";
import { openTestSession } from "./support/open-test-session.js";
import { rowsFrom } from "./support/source-with-changes.js";
import { temporaryFolder } from "./support/temporary-folder.js";

// The first statement starts Python.
vi.setConfig({ testTimeout: 60_000 });

const writing: SessionOptions = {
  policy: { statements: ["query", "explain", "dml"], tables: "registered" },
  engine: { allow: ["dml"] },
};

/** A session over the rows 0, 1 and 2 of a Delta table `t`. */
async function opened(options: SessionOptions = writing): Promise<{ session: Session; uri: string }> {
  const uri = join(await temporaryFolder(), "t");
  const session = await openTestSession(options);
  await session.delta(uri).write(rowsFrom(0, 3), { mode: "create" });
  await session.tables.register("t", { delta: uri });
  return { session, uri };
}

async function numbers(session: Session): Promise<unknown[]> {
  const rows = await (await session.query<{ n: number }>("SELECT n FROM t ORDER BY n")).rows();
  return rows.map(({ n }) => n);
}

async function commitInfoOf(uri: string, version: number): Promise<Record<string, unknown>> {
  const text = await readFile(join(uri, "_delta_log", `${String(version).padStart(20, "0")}.json`), "utf8");
  const actions = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return Object.assign({}, ...actions);
}

test("what the preflight lets pass is committed, counted, reported, and seen by the next query", async () => {
  const { session, uri } = await opened();
  expect(await numbers(session)).toEqual([0, 1, 2]);
  const statements: [sql: string, count: bigint, after: number[]][] = [
    ["INSERT INTO t VALUES (10, 'ten'), (11, 'eleven')", 2n, [0, 1, 2, 10, 11]],
    ["INSERT INTO t (n) SELECT n + 100 FROM t WHERE n > 10", 1n, [0, 1, 2, 10, 11, 111]],
    ["UPDATE t SET n = n + 1 WHERE n >= 100", 1n, [0, 1, 2, 10, 11, 112]],
    ["DELETE FROM t WHERE n < 2", 2n, [2, 10, 11, 112]],
    [
      "MERGE INTO t USING (SELECT n + 1 AS n FROM t WHERE n IN (10, 11)) AS s ON t.n = s.n WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (n) VALUES (s.n)",
      2n,
      [2, 10, 12, 112],
    ],
    ["INSERT OVERWRITE t SELECT * FROM t WHERE n = 2", 1n, [2]],
    ["TRUNCATE TABLE t", 1n, []],
  ];
  for (const [index, [sql, count, after]] of statements.entries()) {
    const result = await session.query(sql);
    expect(await result.rows(), sql).toEqual([{ count }]);
    expect(result.report, sql).toMatchObject({
      statementKind: "dml",
      outcome: "ok",
      preflight: { verdict: "passed" },
      commit: { table: "t", version: index + 1, alreadyApplied: false },
    });
    expect(result.report.toString()).toContain(`version ${index + 1} of t`);
    expect(await numbers(session), sql).toEqual(after);
    expect(await commitInfoOf(uri, index + 1)).toMatchObject({ commitInfo: { runId: result.runId } });
  }
});

test("the same text again is made again", async () => {
  const { session } = await opened();
  const insert = await session.compile("INSERT INTO t VALUES ($1, 'x')");
  for (const n of [7, 8]) await (await insert.execute([n])).rows();
  for (let time = 0; time < 2; time += 1) await (await session.query("INSERT INTO t VALUES (9, 'x')")).rows();
  expect(await numbers(session)).toEqual([0, 1, 2, 7, 8, 9, 9]);
});

test("within a run the commits carry its transaction, in one sequence with those of the table's handle", async () => {
  const { session, uri } = await opened();
  const id = await trackedRun("nightly", {}, async () => {
    const insert = (n: number) => session.query(`INSERT INTO t VALUES (${n}, 'x')`);
    const append = () => session.delta(uri).write(rowsFrom(20, 1), { mode: "append" });
    await Promise.all([insert(10), append(), insert(11), append()]);
    await session.query("DELETE FROM t WHERE n = 10", { transaction: { appId: "mine", version: 1 } });
    return currentRun()?.id;
  });
  expect(await numbers(session)).toEqual([0, 1, 2, 11, 20, 20]);
  const transactions = await Promise.all(
    [1, 2, 3, 4, 5].map(async (version) => (await commitInfoOf(uri, version))["txn"]),
  );
  const applications = transactions.map((txn) => String(Object(txn).appId).replace(/\/\d+$/, ""));
  expect(applications).toEqual([id, id, id, id, "mine"]);
  const again = await session.query("DELETE FROM t", { transaction: { appId: "mine", version: 1 } });
  expect(await again.rows()).toEqual([{ count: 0n }]);
  expect(again.report.commit).toMatchObject({ alreadyApplied: true, version: 5 });
});

test("a caller's metadata are in the commit, and refused where there is none", async () => {
  const { session, uri } = await opened();
  await (await session.query("DELETE FROM t WHERE n = 1", { commitMetadata: { reason: "asked for" } })).rows();
  expect(await commitInfoOf(uri, 1)).toMatchObject({ commitInfo: { reason: "asked for", operation: "DELETE" } });
  await expect(session.query("SELECT 1", { commitMetadata: { reason: "none" } })).rejects.toMatchObject({
    code: "invalid-option",
  });
});

test("a read-only session refuses each kind, whatever the preflight is", async () => {
  const sql = [
    "INSERT INTO t VALUES (1, 'x')",
    "INSERT OVERWRITE t SELECT * FROM t",
    "UPDATE t SET n = 1",
    "DELETE FROM t",
    "TRUNCATE TABLE t",
    "MERGE INTO t USING t AS s ON t.n = s.n WHEN MATCHED THEN DELETE",
  ];
  const { session: readOnly, uri } = await opened({});
  const { session: ofQueries } = await opened({ ...writing, policy: { statements: ["query"] } });
  for (const text of sql) {
    await expect(readOnly.query(text), text).rejects.toMatchObject({ code: "statement-refused" });
    await expect(ofQueries.query(text), text).rejects.toMatchObject({ code: "preflight-refused" });
    await expect(ofQueries.query(text, { preflight: "off" }), text).rejects.toMatchObject({
      code: "statement-refused",
    });
  }
  const denied = await openTestSession({
    ...writing,
    policy: { ...writing.policy, tables: ["other"] },
    preflight: "off",
  });
  await denied.tables.register("t", { delta: uri });
  for (const text of sql) await expect(denied.query(text), text).rejects.toMatchObject({ code: "table-not-allowed" });
  for (const session of [readOnly, ofQueries]) expect(await numbers(session)).toEqual([0, 1, 2]);
});
