import { count, int64, literal, parameter, scalar, sum } from "@causeway/substrait-lane";
import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const openWithNumbers = () => openTestSession({ tables: { numbers: { arrow: numberTable(1_000) } } });
type Numbers = { n: "int64"; name: "string" };

test("a relation over a registered table gives the rows of the SQL that means the same", async () => {
  const session = await openWithNumbers();
  const numbers = await session.table<Numbers>("numbers");
  const byDigit = numbers
    .filter((row) => row.n.gte(10))
    .extend((row) => ({ digit: row.n.modulo(literal(3)) }))
    .aggregate(["digit"], (row) => ({ rows: count(), total: sum(row.n) }))
    .sort((row) => [row.digit.desc()]);
  const result = await session.query<{ digit: bigint; rows: bigint; total: bigint }>(byDigit);
  const sql =
    "SELECT n % 3 AS digit, count(*) AS rows, sum(n) AS total FROM numbers WHERE n >= 10 GROUP BY 1 ORDER BY 1 DESC";
  expect(await result.rows()).toEqual(await (await session.query(sql)).rows());
  expect(result.report).toMatchObject({ outcome: "ok", rows: 3, preflight: { verdict: "passed" } });
});

test("parameters, subqueries, prepared queries and plans", async () => {
  const session = await openWithNumbers();
  const numbers = await session.table<Numbers>("numbers");
  const largest = numbers.filter((row) =>
    row.n.eq(scalar(numbers.aggregate([], () => ({ n: count() }))).subtract(parameter(1, int64))),
  );
  const compiled = await session.compile(largest);
  expect(await (await compiled.execute([1n])).rows()).toEqual([{ n: 999n, name: "name-999" }]);
  expect(await (await compiled.execute([2n])).rows()).toEqual([{ n: 998n, name: "name-998" }]);
  expect((await session.explain(numbers.limit(1))).logical).toContain("numbers");
});

test("a relation obeys the policy, and its plan is kept", async () => {
  const session = await openTestSession({
    tables: { numbers: { arrow: numberTable(3) }, secrets: { arrow: numberTable(3) } },
    policy: { tables: ["numbers"] },
  });
  const secrets = await session.table("secrets");
  await expect(session.query(secrets)).rejects.toMatchObject({ code: "preflight-refused" });
  const numbers = await session.table("numbers");
  for (const use of ["miss", "hit"]) {
    const result = await session.query(numbers.limit(2));
    expect((await result.rows()).length).toBe(2);
    expect(result.report.cache).toMatchObject({ use });
  }
});

test("a table that nobody registered is unknown-table", async () => {
  const session = await openWithNumbers();
  await expect(session.table("missing")).rejects.toMatchObject({ code: "unknown-table" });
});
