import { join } from "node:path";
import { Field, Int32, Int64, RecordBatchStreamWriter, Schema, Utf8 } from "apache-arrow";
import { expect, onTestFinished, test } from "vitest";
import { type DeltaSource, EngineSession, readRows } from "../src/index.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** A Delta table of two files, `p=a` with n of 1 and `p=b c` with n of 2. */
async function openOverTable() {
  const session = EngineSession.open();
  onTestFinished(() => session.close());
  const table = session.delta(join(await temporaryFolder(), "table"));
  const select = (n: number, p: string) => `SELECT CAST(${n} AS INT) AS n, 'text ${n}' AS s, '${p}' AS p`;
  await table.write(await session.prepare(select(1, "a")), { mode: "create", partitionBy: ["p"] });
  await table.write(await session.prepare(select(2, "b c")), { mode: "append" });
  const files = await table.files();
  const paths = [...(files.getChild("path") ?? [])] as string[];
  const read = async (options: Partial<DeltaSource>, sql: string) => {
    await session.registerTable("t", { delta: table.uri, ...options });
    const plan = await session.prepare(sql);
    const rows: unknown[] = [];
    for await (const batch of await plan.execute()) rows.push(...readRows(batch, "json"));
    await session.deregisterTable("t");
    return { rows, schema: plan.schema };
  };
  return { session, table, paths, read };
}

test("fileColumnName adds the URL of each row's file", async () => {
  const { read } = await openOverTable();
  const { rows } = await read({ fileColumnName: "source" }, "SELECT n, source FROM t ORDER BY n");
  expect(rows).toEqual([
    { n: 1, source: expect.stringMatching(/^file:\/\/\/.*\/table\/p=a\/.*\.parquet$/) },
    { n: 2, source: expect.stringMatching(/^file:\/\/\/.*\/table\/p=b%2520c\/.*\.parquet$/) },
  ]);
  const { rows: one } = await read({ fileColumnName: "source" }, "SELECT n FROM t WHERE source LIKE '%p=a/%'");
  expect(one).toEqual([{ n: 1 }]);
});

test("files restricts the table to them, whatever is asked", async () => {
  const { read, paths, session, table } = await openOverTable();
  const chosen = paths.filter((path) => path.startsWith("p=a/"));
  expect((await read({ files: chosen }, "SELECT n FROM t")).rows).toEqual([{ n: 1 }]);
  expect((await read({ files: chosen }, "SELECT count(*) AS n FROM t")).rows).toEqual([{ n: 1 }]);
  expect((await read({ files: chosen }, "SELECT n FROM t WHERE n >= 2")).rows).toEqual([]);
  expect((await read({ files: [] }, "SELECT n FROM t")).rows).toEqual([]);
  await expect(session.registerTable("t", { delta: table.uri, files: ["p=a/none.parquet"] })).rejects.toMatchObject({
    code: "invalid-option",
    details: { option: "files", path: "p=a/none.parquet" },
  });
});

test("schemaIpc reads the columns as other types, and prunes no file by them", async () => {
  const { read } = await openOverTable();
  const schema = new Schema([
    new Field("n", new Int64(), true),
    new Field("s", new Utf8(), true),
    new Field("p", new Utf8(), true),
  ]);
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.finish();
  const schemaIpc = writer.toUint8Array(true);
  const { rows, schema: seen } = await read({ schemaIpc }, "SELECT n, s, p FROM t WHERE n = 2");
  expect(rows).toEqual([{ n: 2, s: "text 2", p: "b c" }]);
  expect(String(seen.fields[0]?.type)).toBe(String(new Int64()));
  expect(String(new Int32())).not.toBe(String(new Int64()));
});

test.each([
  { enableParquetPushdown: true },
  { enableParquetPushdown: false },
  { schemaForceViewTypes: false },
  { schemaForceViewTypes: true, wrapPartitionValues: false },
  { wrapPartitionValues: true },
])("with %j the rows are the same", async (options) => {
  const { read } = await openOverTable();
  const { rows } = await read(options, "SELECT n, s, p FROM t WHERE s = 'text 2' AND p > 'a'");
  expect(rows).toEqual([{ n: 2, s: "text 2", p: "b c" }]);
  const { rows: grouped } = await read(options, "SELECT p, count(*) AS n FROM t GROUP BY p ORDER BY p");
  expect(grouped).toEqual([
    { p: "a", n: 1 },
    { p: "b c", n: 1 },
  ]);
});

test.each([
  [{ fileColumnName: "" }, "fileColumnName"],
  [{ enableParquetPushdown: "yes" }, "enableParquetPushdown"],
  [{ files: "a.parquet" }, "files"],
  [{ schemaIpc: "text" }, "schemaIpc"],
  [{ schemaIpc: Uint8Array.of(1, 2, 3) }, undefined],
])("%j is refused", async (options, option) => {
  const { session, table } = await openOverTable();
  await expect(session.registerTable("t", { delta: table.uri, ...options } as never)).rejects.toMatchObject({
    code: "invalid-option",
    ...(option === undefined ? {} : { details: { option } }),
  });
});
