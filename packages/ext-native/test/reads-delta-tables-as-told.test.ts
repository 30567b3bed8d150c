import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Field, Int32, Int64, RecordBatchStreamWriter, Schema, tableFromArrays, Utf8 } from "apache-arrow";
import { expect, onTestFinished, test } from "vitest";
import { type DeltaSource, EngineSession, readRows } from "../src/index.js";
import { deletionVector, field, type LogField } from "./support/hand-written-table.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const kinds = ["plain", "with deletion vectors", "with mapped columns"] as const;
type Kind = (typeof kinds)[number];

/** A Delta table of two files, `p=a` with n of 1 and `p=b c` with n of 2; with deletion vectors each has a second row, which is deleted. */
async function openOverTable(kind: Kind = "plain") {
  const session = EngineSession.open();
  onTestFinished(() => session.close());
  const table = session.delta(join(await temporaryFolder(), "table"));
  const rowsOf = (n: number, p: string) => {
    const numbers = kind === "with deletion vectors" ? [n, n + 10] : [n];
    return tableFromArrays({ n: Int32Array.from(numbers), s: numbers.map(() => `text ${n}`), p: numbers.map(() => p) });
  };
  await table.write(rowsOf(1, "a"), { mode: "create", partitionBy: ["p"] });
  await table.write(rowsOf(2, "b c"), { mode: "append" });
  for (const version of [0, 1]) changeCommit(table.uri, version, kind);
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

/** Makes the commit of a plain table that of another kind. */
function changeCommit(folder: string, version: number, kind: Kind): void {
  if (kind === "plain") return;
  const path = join(folder, "_delta_log", `${String(version).padStart(20, "0")}.json`);
  const actions = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const mapping = { "delta.columnMapping.mode": "name", "delta.columnMapping.maxColumnId": "3" };
  const features = [kind === "with mapped columns" ? "columnMapping" : "deletionVectors"];
  for (const { protocol, metaData, add } of actions) {
    if (protocol !== undefined)
      Object.assign(protocol, {
        minReaderVersion: 3,
        minWriterVersion: 7,
        readerFeatures: features,
        writerFeatures: features,
      });
    if (metaData !== undefined && kind === "with mapped columns") {
      const schema = JSON.parse(metaData.schemaString) as { fields: LogField[] };
      const fields = schema.fields.map(({ name, type }, at) =>
        field(name, type, { "delta.columnMapping.id": at + 1, "delta.columnMapping.physicalName": name }),
      );
      Object.assign(metaData, { configuration: mapping, schemaString: JSON.stringify({ type: "struct", fields }) });
    }
    if (add !== undefined && kind === "with deletion vectors") add.deletionVector = deletionVector([1]);
  }
  writeFileSync(path, actions.map((action) => `${JSON.stringify(action)}\n`).join(""));
}

test.each(kinds)("fileColumnName adds the URL of each row's file, %s", async (kind) => {
  const { read } = await openOverTable(kind);
  const { rows } = await read({ fileColumnName: "source" }, "SELECT n, source FROM t ORDER BY n");
  expect(rows).toEqual([
    { n: 1, source: expect.stringMatching(/^file:\/\/\/.*\/table\/p=a\/.*\.parquet$/) },
    { n: 2, source: expect.stringMatching(/^file:\/\/\/.*\/table\/p=b%2520c\/.*\.parquet$/) },
  ]);
  const { rows: one } = await read({ fileColumnName: "source" }, "SELECT n FROM t WHERE source LIKE '%p=a/%'");
  expect(one).toEqual([{ n: 1 }]);
});

test.each(kinds)("files restricts the table to them, whatever is asked, %s", async (kind) => {
  const { read, paths, session, table } = await openOverTable(kind);
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

test.each(kinds)("schemaIpc reads the columns as other types, and prunes no file by them, %s", async (kind) => {
  const { read } = await openOverTable(kind);
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

const forms = [
  { enableParquetPushdown: true },
  { enableParquetPushdown: false },
  { schemaForceViewTypes: false },
  { schemaForceViewTypes: true, wrapPartitionValues: false },
  { wrapPartitionValues: true },
];

test.each(kinds.flatMap((kind) => forms.map((options) => ({ kind, options }))))(
  "with $options the rows are the same, $kind",
  async ({ kind, options }) => {
    const { read } = await openOverTable(kind);
    const { rows } = await read(options, "SELECT n, s, p FROM t WHERE s = 'text 2' AND p > 'a'");
    expect(rows).toEqual([{ n: 2, s: "text 2", p: "b c" }]);
    const { rows: grouped } = await read(options, "SELECT p, count(*) AS n FROM t GROUP BY p ORDER BY p");
    expect(grouped).toEqual([
      { p: "a", n: 1 },
      { p: "b c", n: 1 },
    ]);
  },
);

test.each(kinds)("version and timestamp choose what was, %s", async (kind) => {
  const { read, session, table } = await openOverTable(kind);
  expect((await read({ version: 0 }, "SELECT n FROM t")).rows).toEqual([{ n: 1 }]);
  expect((await read({ timestamp: "2999-01-01T00:00:00Z" }, "SELECT n FROM t ORDER BY n")).rows).toEqual([
    { n: 1 },
    { n: 2 },
  ]);
  const refused = (options: object) => session.registerTable("t", { delta: table.uri, ...options } as never);
  await expect(refused({ version: 0, timestamp: "2999-01-01T00:00:00Z" })).rejects.toMatchObject({
    code: "invalid-option",
  });
  await expect(refused({ version: 7 })).rejects.toMatchObject({
    code: "version-not-found",
    details: { version: 7, newestVersion: 1 },
  });
  await expect(refused({ timestamp: "1970-01-02T00:00:00Z" })).rejects.toMatchObject({
    code: "timestamp-out-of-range",
  });
  await expect(refused({ timestamp: "yesterday" })).rejects.toMatchObject({ code: "invalid-option" });
});

test("a schemaIpc with a column that the table does not have, and a fileColumnName that it has, are refused", async () => {
  const { session, table } = await openOverTable();
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, new Schema([new Field("elsewhere", new Utf8(), true)]));
  writer.finish();
  for (const [options, option] of [
    [{ schemaIpc: writer.toUint8Array(true) }, "schemaIpc"],
    [{ fileColumnName: "n" }, "fileColumnName"],
  ] as const) {
    await expect(session.registerTable("t", { delta: table.uri, ...options })).rejects.toMatchObject({
      code: "invalid-option",
      details: { option },
    });
  }
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
