import { expect, expectTypeOf, test } from "vitest";
import type { PreparedQuery, Session, UnknownRow } from "../src/index.js";
import { openTestSession } from "./support/open-test-session.js";

interface Count {
  origin: string;
  n: bigint;
}

test("a query's row type is the type of everything read from it", async () => {
  const session = await openTestSession();
  const query = () => session.query<Count>("SELECT 'OSL' AS origin, 3 AS n");
  const rows = await (await query()).rows();
  expectTypeOf(rows).toEqualTypeOf<Count[]>();
  expect(rows).toEqual([{ origin: "OSL", n: 3n }]);
  const first = await (await query()).first();
  expectTypeOf(first).toEqualTypeOf<Count | undefined>();
  for await (const row of (await query()).stream()) expectTypeOf(row).toEqualTypeOf<Count>();
});

test("a compiled query keeps its row type", async () => {
  const session = await openTestSession();
  const compiled = await session.compile<Count>("SELECT 'OSL' AS origin, 3 AS n");
  expectTypeOf(compiled).toEqualTypeOf<PreparedQuery<Count>>();
  expectTypeOf(await (await compiled.execute()).rows()).toEqualTypeOf<Count[]>();
});

test("without a type, rows are records of unknown values", async () => {
  const session = await openTestSession();
  const [row] = await (await session.query("SELECT 1 AS one")).rows();
  expectTypeOf(row).toEqualTypeOf<UnknownRow | undefined>();
  expect(row).toEqual({ one: 1n });
});

test("a mistyped option does not compile", async () => {
  const session: Session = await openTestSession();
  // @ts-expect-error: there is no option of that name
  await expect(session.query("SELECT 1", { paramters: [] })).rejects.toMatchObject({
    code: "unknown-option",
    option: "paramters",
    suggestions: expect.arrayContaining(["parameters"]),
  });
});
