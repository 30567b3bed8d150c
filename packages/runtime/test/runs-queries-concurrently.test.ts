import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

test("fifty queries at the same time each get their own answer and their own run", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(10_000) } } });
  const limits = Array.from({ length: 50 }, (_, index) => index * 100);
  const answers = await Promise.all(
    limits.map(async (limit) => {
      const result = await session.query<{ n: bigint }>("SELECT count(*) AS n FROM numbers WHERE n < $1", {
        parameters: [limit],
      });
      return { runId: result.runId, row: await result.first() };
    }),
  );
  expect(answers.map(({ row }) => row?.n)).toEqual(limits.map(BigInt));
  expect(new Set(answers.map(({ runId }) => runId)).size).toBe(50);
});

test("results read in turns do not wait for each other", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(100_000) } } });
  const [left, right] = await Promise.all([
    session.query<{ n: bigint }>("SELECT n FROM numbers ORDER BY n"),
    session.query<{ n: bigint }>("SELECT n FROM numbers ORDER BY n DESC"),
  ]);
  const fromRight = right.stream()[Symbol.asyncIterator]();
  let pairs = 0;
  for await (const { n } of left.stream()) {
    const { value } = await fromRight.next();
    expect(n + value.n).toBe(99_999n);
    pairs += 1;
  }
  expect(pairs).toBe(100_000);
});

test("one compiled query runs many times at once, with other parameters each time", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(1_000) } } });
  const below = await session.compile<{ n: bigint }>("SELECT count(*) AS n FROM numbers WHERE n < $limit");
  expect(below.parameters).toEqual([{ name: "$limit", type: "Int64" }]);
  expect(below.schema.fields.map(({ name }) => name)).toEqual(["n"]);
  const counts = await Promise.all([1, 10, 100].map(async (limit) => (await below.execute({ limit })).first()));
  expect(counts).toEqual([{ n: 1n }, { n: 10n }, { n: 100n }]);
});
