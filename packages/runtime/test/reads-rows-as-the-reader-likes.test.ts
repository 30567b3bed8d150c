import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const oneDay = "SELECT CAST(9007199254740993 AS BIGINT) AS big, TIMESTAMP '2001-01-02 03:04:05' AS at, 'x' AS name";

test("lossless rows keep every digit, the others are convenient", async () => {
  const session = await openTestSession();
  const read = async (mode: "lossless" | "js" | "json") => (await session.query(oneDay)).rows({ mode });
  expect(await read("lossless")).toMatchObject([{ big: 9007199254740993n, name: "x" }]);
  expect(await read("js")).toMatchObject([{ at: new Date("2001-01-02T03:04:05Z"), name: "x" }]);
  const [json] = await read("json");
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});

test("rows stream one by one and stop with their reader", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(50_000) } } });
  const result = await session.query<{ n: bigint }>("SELECT n FROM numbers ORDER BY n");
  const seen: bigint[] = [];
  for await (const { n } of result.stream()) {
    seen.push(n);
    if (seen.length === 3) break;
  }
  expect(seen).toEqual([0n, 1n, 2n]);
  expect(result.report).toMatchObject({ outcome: "ok", complete: false });
});

test("the first row comes alone, and undefined where there is none", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(50_000) } } });
  expect(await (await session.query("SELECT n FROM numbers ORDER BY n DESC")).first()).toEqual({ n: 49_999n });
  expect(await (await session.query("SELECT n FROM numbers WHERE n < 0")).first()).toBeUndefined();
});

test("columns come whole, and a result without rows has them too", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(50_000) } } });
  const { n, name } = await (await session.query("SELECT n, name FROM numbers ORDER BY n")).columns();
  expect(n).toBeInstanceOf(BigInt64Array);
  expect(n).toHaveLength(50_000);
  expect(name?.[49_999]).toBe("name-49999");
  const empty = await (await session.query("SELECT n, name FROM numbers WHERE n < 0")).columns();
  expect(Object.entries(empty).map(([column, values]) => [column, values.length])).toEqual([
    ["n", 0],
    ["name", 0],
  ]);
});

test("counting reads everything and keeps nothing", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(50_000) } } });
  expect(await (await session.query("SELECT n FROM numbers WHERE n >= 10")).count()).toBe(49_990);
});

test("an unknown mode is refused before anything is read", async () => {
  const session = await openTestSession();
  const result = await session.query("SELECT 1 AS one");
  // @ts-expect-error: the mode does not exist
  await expect(result.rows({ mode: "fast" })).rejects.toMatchObject({ code: "invalid-option", option: "mode" });
  expect(await result.rows({ mode: "js" })).toEqual([{ one: 1 }]);
});
