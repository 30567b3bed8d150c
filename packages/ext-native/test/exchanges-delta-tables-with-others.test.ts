import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { python } from "./support/python.js";
import { openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

// Many steps each, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

/** Rows as JSON, the way that `readRows` writes them. */
const asJson = `
import base64, datetime as dt, decimal, json, math
def plain(value):
    if isinstance(value, bytes): return base64.b64encode(value).decode()
    if isinstance(value, decimal.Decimal): return str(value)
    if isinstance(value, dt.datetime):
        text = value.replace(tzinfo=None).isoformat(timespec="microseconds")
        return text + ("Z" if value.tzinfo else "")
    if isinstance(value, dt.date): return value.isoformat()
    if isinstance(value, float) and math.isnan(value): return "NaN"
    if isinstance(value, dict): return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list): return [plain(part) for part in value]
    return value
def rows(table): return [plain(row) for row in table.sort_by("id").to_pylist()]
`;

const types = `
schema = pa.schema([("id", pa.int32()), ("part", pa.string()), ("day", pa.date32()), ("price", pa.decimal128(9, 2)),
    ("i8", pa.int8()), ("i16", pa.int16()), ("i64", pa.int64()), ("f32", pa.float32()), ("f64", pa.float64()),
    ("dec", pa.decimal128(38, 10)), ("flag", pa.bool_()), ("text", pa.string()), ("bytes", pa.binary()),
    ("ts", pa.timestamp("us", "UTC")), ("ntz", pa.timestamp("us")),
    ("list", pa.list_(pa.int64())), ("nested", pa.struct([("a", pa.int32()), ("b", pa.struct([("c", pa.string())]))]))])
def moment(zone): return dt.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=zone)
full = dict(id=1, part="ü%/x y", day=dt.date(1969, 12, 31), price=decimal.Decimal("0.01"), i8=-128, i16=32767, i64=2**53 - 1,
    f32=0.5, f64=math.nan, dec=decimal.Decimal("-1234567890123456789012345678.0000000001"), flag=True, text="\\U0001f600 a'b", bytes=b"\\x00\\xff",
    ts=moment(dt.timezone.utc), ntz=moment(None), list=[1, None, 3], nested={"a": 1, "b": {"c": "x"}})
empty = {name: None for name in schema.names}
table = pa.Table.from_pylist([full, {**empty, "id": 2}, {**full, "id": 3, "part": "12:00", "price": decimal.Decimal("12.50"), "list": []}], schema=schema)
`;

it("every type goes from deltalake-py to us, from us to deltalake-py and DuckDB, and stays what it was", async () => {
  const folder = temporaryFolder();
  const [theirs, ours] = [join(folder, "theirs"), join(folder, "ours")];
  const written = await python(
    `${asJson}${types}
write_deltalake(sys.argv[1], table, partition_by=["part", "day", "price"])
print(json.dumps(rows(table)))`,
    theirs,
  );
  const session = openSession();
  await session.registerTable("theirs", { delta: theirs });
  const columns = (written as object[])[0] as Record<string, unknown>;
  const names = Object.keys(columns).join(", ");
  expect(await rowsOf(session, `SELECT ${names} FROM theirs ORDER BY id`, { mode: "json" })).toEqual(written);
  const plan = await session.prepare(`SELECT ${names} FROM theirs`);
  await session.delta(ours).write(plan, { mode: "create", partitionBy: ["part", "day", "price"] });
  await session.registerTable("ours", { delta: ours });
  expect(await rowsOf(session, `SELECT ${names} FROM ours ORDER BY id`, { mode: "json" })).toEqual(written);
  // DuckDB hands over times with a zone only where Python has one more package: as text.
  const read = (await python(
    `${asJson}${types}
names = sys.argv[2].split(", ")
by_arrow = rows(DeltaTable(sys.argv[1]).to_pyarrow_table().select(names))
sql = "SELECT " + ", ".join("CAST(ts AT TIME ZONE 'UTC' AS TIMESTAMP) AS ts" if name == "ts" else name for name in names) + " FROM t ORDER BY id"
by_duck = [dict(zip(names, row)) for row in by_duckdb(sys.argv[1], sql)]
for row in by_duck:
    if row["ts"]: row["ts"] = row["ts"].replace(tzinfo=dt.timezone.utc)
print(json.dumps([by_arrow, [plain(row) for row in by_duck]]))`,
    ours,
    names,
  )) as unknown[];
  expect(read[0]).toEqual(written);
  expect(read[1]).toEqual(written);
});
