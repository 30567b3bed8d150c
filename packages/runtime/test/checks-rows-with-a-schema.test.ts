import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { QueryResult } from "../src/index.js";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const row = z.object({ n: z.bigint(), name: z.string().transform((name) => name.toUpperCase()) });
const openWithNumbers = () => openTestSession({ tables: { numbers: { arrow: numberTable(3) } } });

test("rows become what the schema makes of them, in value and in type", async () => {
  const session = await openWithNumbers();
  const result = await session.query("SELECT n, name FROM numbers ORDER BY n", { schema: row });
  expectTypeOf(result).toEqualTypeOf<QueryResult<{ n: bigint; name: string }>>();
  const rows = await result.rows();
  expectTypeOf(rows).toEqualTypeOf<{ n: bigint; name: string }[]>();
  expect(rows).toEqual([
    { n: 0n, name: "NAME-0" },
    { n: 1n, name: "NAME-1" },
    { n: 2n, name: "NAME-2" },
  ]);
});

test("a row that does not fit is named, with the rows before it delivered", async () => {
  const session = await openWithNumbers();
  const small = z.object({ n: z.bigint().max(1n) });
  const result = await session.query("SELECT n FROM numbers ORDER BY n", { schema: small });
  const seen: bigint[] = [];
  const read = async () => {
    for await (const { n } of result.stream()) seen.push(n);
  };
  await expect(read()).rejects.toMatchObject({
    code: "row-invalid",
    details: { row: 2, issues: [{ path: ["n"] }] },
    runId: result.runId,
  });
  expect(seen).toEqual([0n, 1n]);
  expect(result.report).toMatchObject({ outcome: "error", errorCode: "row-invalid" });
});

test("a validator may answer later", async () => {
  const session = await openWithNumbers();
  const schema = z.object({ n: z.bigint().refine(async (n) => n < 10n) });
  const result = await session.query("SELECT n FROM numbers ORDER BY n", { schema });
  expect(await result.rows()).toEqual([{ n: 0n }, { n: 1n }, { n: 2n }]);
});

test("compiled queries take a schema with each execution", async () => {
  const session = await openWithNumbers();
  const compiled = await session.compile("SELECT n, name FROM numbers WHERE n = $1");
  const result = await compiled.execute([2], { schema: row });
  expectTypeOf(result).toEqualTypeOf<QueryResult<{ n: bigint; name: string }>>();
  expect(await result.first()).toEqual({ n: 2n, name: "NAME-2" });
});

test("what is no validator is refused", async () => {
  const session = await openWithNumbers();
  // @ts-expect-error: a plain object is no Standard Schema
  await expect(session.query("SELECT 1", { schema: {} })).rejects.toMatchObject({
    code: "invalid-option",
    option: "schema",
  });
});
