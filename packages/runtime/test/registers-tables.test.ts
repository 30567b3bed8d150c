import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tableToIPC } from "apache-arrow";
import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

test("CSV, JSON, Arrow and Delta stand side by side in one query", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "a.csv"), "n,name\n1,one\n2,two\n");
  await writeFile(join(folder, "b.json"), '{"n":1,"colour":"red"}\n{"n":2,"colour":"blue"}\n');
  const session = await openTestSession({
    tables: {
      from_csv: { csv: join(folder, "a.csv") },
      from_json: { json: join(folder, "b.json") },
      from_table: { arrow: numberTable(3) },
      from_bytes: { arrow: tableToIPC(numberTable(3)) },
    },
  });
  await session.delta(join(folder, "delta")).write(numberTable(3), { mode: "create" });
  await session.tables.register("from_delta", { delta: join(folder, "delta") });
  const result = await session.query(`
    SELECT c.name, j.colour, t.name AS label
    FROM from_csv c
    JOIN from_json j ON j.n = c.n
    JOIN from_table t ON t.n = c.n
    JOIN from_bytes b ON b.n = c.n
    JOIN from_delta d ON d.n = c.n
    ORDER BY c.n`);
  expect(await result.rows()).toEqual([
    { name: "one", colour: "red", label: "name-1" },
    { name: "two", colour: "blue", label: "name-2" },
  ]);
});

test("tables come and go, and are listed with their columns", async () => {
  const session = await openTestSession();
  expect(session.tables.list()).toEqual([]);
  await session.tables.register("numbers", { arrow: numberTable(3) });
  expect(session.tables.list()).toMatchObject([
    { name: "numbers", kind: "arrow", columns: [{ name: "n", type: "Int64" }, { name: "name" }] },
  ]);
  await expect(session.tables.register("numbers", { arrow: numberTable(3) })).rejects.toMatchObject({
    code: "table-exists",
  });
  expect(await session.tables.deregister("numbers")).toBe(true);
  expect(await session.tables.deregister("numbers")).toBe(false);
  await expect(session.query("SELECT * FROM numbers")).rejects.toMatchObject({ code: "unknown-table" });
});

test("a table's schema is that of its rows, whatever its name", async () => {
  const session = await openTestSession({ tables: { 'say "n"': { arrow: numberTable(3) } } });
  const schema = await session.tables.schema('say "n"');
  expect(schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual(["n: Int64", "name: Utf8"]);
  await expect(session.tables.schema("nowhere")).rejects.toMatchObject({ code: "unknown-table" });
});

test("a compiled query keeps a table that has gone", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(3) } } });
  const compiled = await session.compile("SELECT n FROM numbers");
  await session.tables.deregister("numbers");
  expect(await (await compiled.execute()).count()).toBe(3);
});

test("the session says what it is made of", async () => {
  const session = await openTestSession();
  const { engine, lanes } = session.capabilities();
  expect(engine).toMatchObject({
    datafusion: expect.stringMatching(/^\d+\./),
    stores: expect.arrayContaining(["local"]),
  });
  expect(lanes).toEqual(["substrait", "sql"]);
});
