import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const tables = { numbers: { arrow: numberTable(1_000) } };

test("the plans come as text, before and after optimising", async () => {
  const session = await openTestSession({ tables });
  const { logical, optimized, physical, operators } = await session.explain(
    "SELECT n FROM numbers WHERE n > 10 ORDER BY n",
  );
  expect(logical).toContain("Projection: numbers.n");
  expect(optimized).toContain("TableScan: numbers");
  expect(physical).toContain("FilterExec");
  expect(operators).toBeUndefined();
});

test("analyze measures each operator as data", async () => {
  const session = await openTestSession({ tables });
  const { operators } = await session.explain("SELECT n FROM numbers WHERE n >= $1 ORDER BY n", {
    analyze: true,
    parameters: [990],
  });
  expect(operators).toMatchObject({ rows: 10, elapsedMs: expect.any(Number) });
});

test("a compiled query explains itself as well", async () => {
  const session = await openTestSession({ tables });
  const compiled = await session.compile("SELECT n FROM numbers WHERE n < $1");
  expect((await compiled.explain({ parameters: [5], analyze: true })).operators).toMatchObject({ rows: 5 });
});
