import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  Bool,
  Field,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromArrays,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { beforeAll, describe, expect, it } from "vitest";
import { bothRead, type DeltaPeers, startDeltaPeers } from "./support/delta-peers.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

let peers: DeltaPeers;
beforeAll(async () => {
  peers = await startDeltaPeers();
}, 300_000);

const sales = (...rows: [region: string, amount: number][]) =>
  tableFromArrays({ region: rows.map(([region]) => region), amount: Int32Array.from(rows, ([, amount]) => amount) });

describe("write", () => {
  it("replaces the rows that meet a condition, by rows that meet it", async () => {
    const session = openSession();
    for (const partitionBy of [[], ["region"]]) {
      const table = session.delta(join(temporaryFolder(), "sales"));
      await table.write(sales(["north", 1], ["south", 2], ["south", 3]), { mode: "create", partitionBy });
      const options = { mode: "overwrite", replaceWhere: "region = 'south'" } as const;
      expect(await table.write(sales(["south", 20]), options)).toMatchObject({ version: 1 });
      await session.registerTable("sales", { delta: table.uri });
      expect(await rowsOf(session, "SELECT region, amount FROM sales ORDER BY 1")).toEqual([
        { region: "north", amount: 1 },
        { region: "south", amount: 20 },
      ]);
      await session.deregisterTable("sales");
      expect(await peers(table.uri, bothRead)).toHaveLength(2);
      expect(await caught(table.write(sales(["north", 9]), options))).toMatchObject({ code: "constraint-violated" });
      expect(await caught(table.write(sales(["south", 9]), { ...options, mode: "append" }))).toMatchObject({
        code: "invalid-option",
        details: { option: "replaceWhere" },
      });
      const broken = table.write(sales(["south", 9]), { mode: "overwrite", replaceWhere: "city = 'x'" });
      expect(await caught(broken)).toMatchObject({ code: "unknown-column", details: { option: "replaceWhere" } });
      expect(await table.describe()).toMatchObject({ version: 1 });
    }
  });

  it("merges and replaces schemas when it is asked to", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "sales"));
    await table.write(sales(["north", 1]), { mode: "create" });
    const wider = tableFromArrays({ region: ["south"], amount: Int32Array.of(2), city: ["Nice"] });
    expect(await caught(table.write(wider, { mode: "append" }))).toMatchObject({ code: "schema-mismatch" });
    await table.write(wider, { mode: "append", schemaMode: "merge" });
    expect(await peers(table.uri, bothRead)).toEqual([
      ["north", 1, null],
      ["south", 2, "Nice"],
    ]);
    const other = tableFromArrays({ x: Float64Array.of(0.5) });
    expect(await caught(table.write(other, { mode: "append", schemaMode: "overwrite" }))).toMatchObject({
      code: "invalid-option",
      details: { option: "schemaMode" },
    });
    await table.write(other, { mode: "overwrite", schemaMode: "overwrite" });
    expect(await peers(table.uri, bothRead)).toEqual([[0.5]]);
  });

  it("compresses pages and cuts row groups as it is told", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "numbers"));
    const plan = await session.prepare("SELECT value AS n FROM range(0, 1000)");
    await table.write(plan, { mode: "create", compression: "zstd", rowGroupRows: 100 });
    const [file] = readdirSync(table.uri).filter((name) => name.endsWith(".parquet"));
    const code = `f = pq.ParquetFile(table + '/${file}').metadata; answer = [f.num_row_groups, f.row_group(0).column(0).compression]`;
    expect(await peers(table.uri, code)).toEqual([10, "ZSTD"]);
    for (const option of ["compression", "rowGroupRows", "schemaMode", "replaceWhere"]) {
      expect(await caught(table.write(plan, { mode: "overwrite", [option]: 0 }))).toMatchObject({
        code: "invalid-option",
        details: { option },
      });
    }
  });
});

it("keeps the field ids of Parquet files out of tables", async () => {
  const session = openSession();
  const folder = temporaryFolder();
  await peers(
    folder,
    `
def with_id(name, kind, id):
    return pa.field(name, kind, metadata={'PARQUET:field_id': str(id), 'comment': 'kept'})
inner = pa.struct([with_id('x', pa.int64(), 13)])
schema = pa.schema([with_id('id', pa.int64(), 11), with_id('s', inner, 12)])
pq.write_table(pa.table({'id': [1, 2], 's': [{'x': 1}, None]}, schema=schema), table + '/ids.parquet')`,
  );
  await session.registerTable("ids", { parquet: join(folder, "ids.parquet") });
  const plan = await session.prepare("SELECT * FROM ids");
  const id = new Field("id", new Int32(), true, new Map([["PARQUET:field_id", "7"]]));
  const data = makeData({ type: new Int32(), length: 2, data: Int32Array.of(1, 2) });
  const schema = new Schema([id]);
  const struct = makeData({ type: new Struct(schema.fields), length: 2, children: [data] });
  const batch = new RecordBatch(schema, struct);
  for (const [source, rows] of [
    [
      plan,
      [
        [1, { x: 1 }],
        [2, null],
      ],
    ],
    [[batch], [[1], [2]]],
  ] as const) {
    const table = session.delta(join(temporaryFolder(), "written"));
    await table.write(source, { mode: "create" });
    expect((await table.describe()).metadata.schemaString).not.toContain("field_id");
    expect(await peers(table.uri, bothRead)).toEqual(rows);
    const [file] = readdirSync(table.uri).filter((name) => name.endsWith(".parquet"));
    const ids = `answer = [f.metadata for f in pq.read_schema(table + '/${file}')]`;
    expect(JSON.stringify(await peers(table.uri, ids))).not.toContain("field_id");
  }
  const table = session.delta(join(temporaryFolder(), "made"));
  await table.create(schema);
  expect((await table.describe()).metadata.schemaString).not.toContain("field_id");
});

it("writes negative fractions as partition values that are read again", async () => {
  const session = openSession();
  const table = session.delta(join(temporaryFolder(), "decimals"));
  const values = ["-1.10", "-0.01", "-0.50", "0.00", "1.05", "-12.00"];
  const rows = values.map((value, at) => `(CAST('${value}' AS DECIMAL(9, 2)), ${at})`).join(", ");
  const plan = await session.prepare(`SELECT * FROM (VALUES ${rows}) AS t(d, n)`);
  await table.write(plan, { mode: "create", partitionBy: ["d"] });
  expect(
    await peers(table.uri, "answer = sorted(str(row[-1]) + ' ' + str(row[0]) for row in rows_by_duckdb(table))"),
  ).toHaveLength(6);
  await session.registerTable("decimals", { delta: table.uri });
  const read = await rowsOf(session, "SELECT d FROM decimals ORDER BY n", { mode: "json" });
  expect(read.map((row) => row["d"])).toEqual(values);
  await table.optimize({ kind: "compact" });
  await table.delete("d = -0.01");
  expect(await table.describe()).toMatchObject({ files: 5 });
  const merge = table.merge(plan, { on: "target.d = source.d", whenNotMatched: [{ insert: "*" }] });
  expect(await merge).toMatchObject({ insertedRows: 1 });
  expect(await peers(table.uri, "answer = sorted(str(row[0]) for row in rows_by_deltalake(table))")).toEqual(
    [...values].sort(),
  );
});

it("writes slices of rows with structs three deep", async () => {
  // Registered rows are cut to slices of this length, so each batch but the first begins at an offset.
  const session = openSession({ batchRows: 16, targetPartitions: 1 });
  const leaf = new Struct([new Field("text", new Utf8(), true), new Field("flag", new Bool(), true)]);
  const middle = new Struct([new Field("leaf", leaf, true), new Field("n", new Int32(), true)]);
  const outer = new Struct([new Field("middle", middle, true)]);
  const values = Array.from({ length: 100 }, (_, n) =>
    n % 7 === 0
      ? null
      : { middle: n % 5 === 0 ? null : { n, leaf: n % 3 === 0 ? null : { text: `row ${n}`, flag: n % 2 === 0 } } },
  );
  const rows = new Table({
    n: vectorFromArray(Array.from(values.keys()), new Int32()),
    nested: vectorFromArray(values, outer),
  });
  const sliced = rows.slice(13, 77);
  await session.registerTable("nested", { arrow: sliced });
  const plan = await session.prepare("SELECT * FROM nested WHERE n > 20 LIMIT 50 OFFSET 3");
  for (const [source, first, last] of [
    [sliced, 13, 76],
    [plan, 24, 73],
  ] as const) {
    const table = session.delta(join(temporaryFolder(), "written"));
    await table.write(source, { mode: "create" });
    await table.update({ n: "n" }, { predicate: "n % 2 = 0" });
    await table.optimize({ kind: "z-order", columns: ["n"] });
    const expected = values
      .map((value, n) => [n, value])
      .slice(first, last + 1)
      .map((row) => JSON.stringify(row));
    const code = "answer = [[row[0], row[1]] for row in sorted(rows_by_deltalake(table), key=lambda row: row[0])]";
    const read = (await peers(table.uri, code)) as [number, Nested][];
    expect(read.map(([n, value]) => JSON.stringify([n, inOrder(value)]))).toEqual(expected);
  }
});

type Nested = { middle: { n: number; leaf: { text: string; flag: boolean } | null } | null } | null;

/** The value with its members in the order of the test's own. */
function inOrder(value: Nested): Nested {
  return value && { middle: value.middle && { n: value.middle.n, leaf: value.middle.leaf } };
}

it("keeps the instants of Parquet timestamps of any unit and zone", async () => {
  const session = openSession();
  const folder = temporaryFolder();
  await peers(
    folder,
    `
import datetime as dt
at = [dt.datetime(2024, 2, 29, 12, tzinfo=dt.timezone.utc), None]
for unit in ['s', 'ms', 'us', 'ns']:
    kind = pa.timestamp(unit, 'Europe/Berlin')
    pq.write_table(pa.table({'at': pa.array(at, kind)}), table + f'/{unit}.parquet')`,
  );
  for (const unit of ["s", "ms", "us", "ns"]) {
    await session.registerTable(unit, { parquet: join(folder, `${unit}.parquet`) });
    const registered = session.tables().find((known) => known.name === unit);
    expect(registered?.columns[0]?.type).toContain('"Europe/Berlin"');
    const rows = await rowsOf(session, `SELECT at FROM "${unit}" WHERE at > TIMESTAMP '2024-02-29 11:59:59Z'`);
    expect(String(rows[0]?.["at"])).toContain("2024-02-29T12:00:00");
    expect(rows[0]?.["at"]).toMatchObject({ timezone: "Europe/Berlin" });
    const table = session.delta(join(temporaryFolder(), "written"));
    await table.write(await session.prepare(`SELECT * FROM "${unit}"`), { mode: "create" });
    expect((await table.describe()).columns).toMatchObject([{ name: "at", type: 'Timestamp(µs, "UTC")' }]);
    expect(await peers(table.uri, instants)).toEqual(["2024-02-29T12:00:00+00:00", null]);
  }
});

const instants = `
import datetime as dt
answer = [row[0] and row[0].astimezone(dt.timezone.utc).isoformat() for row in rows_by_deltalake(table)]`;

it("makes tables of Parquet files with timestamps, or says that it cannot", async () => {
  const session = openSession();
  const converted = async (unit: string, zone: string) => {
    const table = session.delta(temporaryFolder());
    await peers(
      table.uri,
      `
import datetime as dt
at = [dt.datetime(2024, 2, 29, 12, tzinfo=dt.timezone.utc)]
pq.write_table(pa.table({'at': pa.array(at, pa.timestamp('${unit}', '${zone}'))}), table + '/0.parquet')`,
    );
    await table.convertToDelta();
    expect((await table.describe()).columns).toMatchObject([{ name: "at", type: 'Timestamp(µs, "UTC")' }]);
    await session.deregisterTable("converted");
    await session.registerTable("converted", { delta: table.uri });
    const rows = await rowsOf(session, "SELECT at FROM converted", { mode: "json" });
    expect(String(rows[0]?.["at"])).toMatch(/^2024-02-29T12:00:00(\.0+)?Z$/);
  };
  for (const unit of ["s", "ms", "us", "ns"]) await converted(unit, "UTC");
  await converted("s", "Europe/Berlin");
  expect(await caught(converted("us", "Europe/Berlin"))).toMatchObject({
    code: "not-supported",
    message: expect.stringContaining("Europe/Berlin"),
  });
});
