import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { caught, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const csv = "code;elevation;note\nSFO;13;x\nDEN;5431;\n";

describe("a session", () => {
  it("queries CSV with the options that were given", async () => {
    const path = join(temporaryFolder(), "airports.csv");
    writeFileSync(path, csv.replace("x", "'x;y'"));
    const session = openSession();
    const table = await session.registerTable("airports", { csv: path, delimiter: ";", quote: "'" });
    expect(table).toMatchObject({
      name: "airports",
      kind: "csv",
      columns: [{ name: "code", nullable: true }, { name: "elevation", type: "Int64" }, { name: "note" }],
    });
    expect(await rowsOf(session, "SELECT * FROM airports ORDER BY code")).toEqual([
      { code: "DEN", elevation: 5431n, note: null },
      { code: "SFO", elevation: 13n, note: "x;y" },
    ]);
  });

  it("queries CSV without a header", async () => {
    const path = join(temporaryFolder(), "numbers.csv");
    writeFileSync(path, "1,a\n2,b\n");
    const session = openSession();
    await session.registerTable("numbers", { csv: path, header: false });
    expect(await rowsOf(session, "SELECT sum(column_1) AS total FROM numbers")).toEqual([{ total: 3n }]);
  });

  it("queries newline-delimited JSON, nested values too", async () => {
    const path = join(temporaryFolder(), "flights.json");
    writeFileSync(path, '{"origin":"SFO","legs":[1,2],"at":{"gate":"B7"}}\n{"origin":"DEN","legs":[],"at":null}\n');
    const session = openSession();
    await session.registerTable("flights", { json: pathToFileURL(path) });
    expect(await rowsOf(session, "SELECT * FROM flights ORDER BY origin", { mode: "json" })).toEqual([
      { origin: "DEN", legs: [], at: null },
      { origin: "SFO", legs: [1, 2], at: { gate: "B7" } },
    ]);
  });

  it("queries Parquet: a file, several files, a glob, a folder with hive partitions", async () => {
    const folder = temporaryFolder();
    const writer = openSession({ allow: ["copy"] });
    for (const year of [2023, 2024]) {
      mkdirSync(join(folder, "by-year", `year=${year}`), { recursive: true });
      await rowsOf(
        writer,
        `COPY (SELECT ${year} * 10 + value AS n FROM range(0, 3)) TO '${folder}/by-year/year=${year}/part.parquet' STORED AS PARQUET`,
      );
    }
    const [first, second] = [2023, 2024].map((year) => join(folder, "by-year", `year=${year}`, "part.parquet")) as [
      string,
      string,
    ];
    const session = openSession();
    await session.registerTable("one", { parquet: first });
    await session.registerTable("both", { parquet: [first, second] });
    await session.registerTable("globbed", { parquet: `${folder}/by-year/*/*.parquet` });
    await session.registerTable("parted", { parquet: join(folder, "by-year"), partitionColumns: { year: "int32" } });
    expect(await rowsOf(session, "SELECT count(*) AS n FROM one")).toEqual([{ n: 3n }]);
    expect(await rowsOf(session, "SELECT count(*) AS n FROM both")).toEqual([{ n: 6n }]);
    expect(await rowsOf(session, "SELECT count(*) AS n FROM globbed")).toEqual([{ n: 6n }]);
    expect(await rowsOf(session, "SELECT year, min(n) AS n FROM parted WHERE year = 2024 GROUP BY 1")).toEqual([
      { year: 2024, n: 20_240n },
    ]);
  });

  it("queries Arrow tables and IPC bytes, and joins them with files", async () => {
    const path = join(temporaryFolder(), "airports.csv");
    writeFileSync(path, csv);
    const session = openSession();
    const flights = tableFromArrays({ origin: ["SFO", "SFO", "DEN"], delay: Int32Array.of(5, 65, 10) });
    await session.registerTable("airports", { csv: path, delimiter: ";" });
    await session.registerTable("flights", { arrow: flights });
    await session.registerTable("stream", { arrow: tableToIPC(flights, "stream") });
    await session.registerTable("file", { arrow: tableToIPC(flights, "file") });
    const sql =
      "SELECT a.elevation, sum(f.delay) AS delay FROM flights f JOIN airports a ON f.origin = a.code GROUP BY 1 ORDER BY 1";
    expect(await rowsOf(session, sql, { mode: "js" })).toEqual([
      { elevation: 13, delay: 70 },
      { elevation: 5431, delay: 10 },
    ]);
    for (const name of ["stream", "file"])
      expect(await rowsOf(session, `SELECT count(*) AS n FROM ${name}`)).toEqual([{ n: 3n }]);
  });

  it("lists, forgets and registers again", async () => {
    const session = openSession();
    const arrow = tableFromArrays({ n: Int32Array.of(1) });
    await session.registerTable("Quoted Name", { arrow });
    expect(session.tables().map((table) => table.name)).toEqual(["Quoted Name"]);
    expect(await rowsOf(session, 'SELECT * FROM "Quoted Name"')).toEqual([{ n: 1 }]);
    expect(await caught(session.registerTable("Quoted Name", { arrow }))).toMatchObject({
      code: "table-exists",
      details: { table: "Quoted Name" },
    });
    expect(await session.deregisterTable("Quoted Name")).toBe(true);
    expect(await session.deregisterTable("Quoted Name")).toBe(false);
    expect(session.tables()).toEqual([]);
  });
});
