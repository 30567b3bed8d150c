import { tableFromIPC } from "apache-arrow";
import { expect, test } from "vitest";
import { endlessStream, numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const rows = 200_000;
const tables = { numbers: { arrow: numberTable(rows) } };

test("batches arrive one after the other and hold every row once, in order", async () => {
  const session = await openTestSession({ tables });
  const result = await session.query("SELECT n FROM numbers ORDER BY n");
  let next = 0n;
  let batches = 0;
  for await (const batch of result) {
    batches += 1;
    for (const value of batch.getChildAt(0) ?? []) expect(value).toBe(next++);
  }
  expect(next).toBe(BigInt(rows));
  expect(batches).toBeGreaterThan(1);
});

test("the schema is known before the first batch, also of a result without rows", async () => {
  const session = await openTestSession({ tables });
  const result = await session.query("SELECT n, name FROM numbers WHERE n < 0");
  expect(result.schema.fields.map((field) => `${field.name}: ${field.type}`)).toEqual(["n: Int64", "name: Utf8"]);
  expect(await result.rows()).toEqual([]);
});

test("leaving the loop early ends the run well, and the session goes on", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(10_000) } } });
  const result = await session.query(endlessStream);
  for await (const batch of result) {
    expect(batch.numRows).toBeGreaterThan(0);
    break;
  }
  expect(result.report).toMatchObject({ outcome: "ok", complete: false });
  expect(await (await session.query("SELECT 1 AS one")).first()).toEqual({ one: 1n });
});

test("the bytes are one Arrow IPC stream that any Arrow reader takes", async () => {
  const session = await openTestSession({ tables });
  const result = await session.query("SELECT n FROM numbers");
  const chunks: Uint8Array[] = [];
  for await (const chunk of result.ipc()) chunks.push(chunk);
  expect(chunks.length).toBeGreaterThan(1);
  expect(tableFromIPC(Buffer.concat(chunks)).numRows).toBe(rows);
  expect(result.report.bytes).toBe(chunks.reduce((sum, { length }) => sum + length, 0));
});

test("the whole result becomes one apache-arrow table", async () => {
  const session = await openTestSession({ tables });
  const table = await (await session.query("SELECT n, name FROM numbers ORDER BY n")).toArrow();
  expect(table.numRows).toBe(rows);
  expect(table.get(rows - 1)?.toJSON()).toEqual({ n: BigInt(rows - 1), name: `name-${rows - 1}` });
});
