import { copyFileSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const lines = (line: string, last: string) => `${`${line}\n`.repeat(3000)}${last}\n`;

describe("a file that was registered and is then", () => {
  it.each<[string, (path: string) => void, string]>([
    ["removed is file-not-found", (path) => rmSync(path), "file-not-found"],
    ["truncated is file-unreadable", (path) => truncateSync(path, 4000), "file-unreadable"],
    ["overwritten with something else is file-unreadable", (path) => writeFileSync(path, "xx"), "file-unreadable"],
  ])("%s", async (_what, spoil, code) => {
    const path = join(temporaryFolder(), "numbers.parquet");
    const session = openSession({ allow: ["copy"] });
    await rowsOf(session, `COPY (SELECT value FROM range(0, 10000)) TO '${path}' STORED AS PARQUET`);
    await session.registerTable("numbers", { parquet: path });
    expect(await rowsOf(session, "SELECT count(*) AS n FROM numbers")).toEqual([{ n: 10_000n }]);
    spoil(path);
    expect(await errorOf(session, "SELECT sum(value) FROM numbers")).toMatchObject({ code });
    expect(await rowsOf(session, "SELECT 1 AS alive")).toEqual([{ alive: 1n }]);
  });
});

it("CSV and JSON that break behind the rows of their schema are file-unreadable", async () => {
  const folder = temporaryFolder();
  const session = openSession();
  writeFileSync(join(folder, "a.csv"), `a,b\n${lines("1,2", "1,2,3")}`);
  writeFileSync(join(folder, "a.json"), lines('{"a":1}', '{"a":'));
  await session.registerTable("csv", { csv: join(folder, "a.csv") });
  await session.registerTable("json", { json: join(folder, "a.json") });
  for (const table of ["csv", "json"]) {
    expect(await errorOf(session, `SELECT sum(a) FROM ${table}`), table).toMatchObject({ code: "file-unreadable" });
  }
});

describe("a Delta table", () => {
  async function written(): Promise<string> {
    const uri = join(temporaryFolder(), "t");
    const table = openSession().delta(uri);
    await table.write(tableFromArrays({ n: Int32Array.of(1, 2) }), { mode: "create" });
    await table.write(tableFromArrays({ n: Int32Array.of(3) }), { mode: "append" });
    return uri;
  }
  const commit = (uri: string, version: number) => join(uri, "_delta_log", `${String(version).padStart(20, "0")}.json`);

  it.each<[string, (uri: string) => void]>([
    ["a commit that is no JSON", (uri) => writeFileSync(commit(uri, 1), "{no json")],
    ["a first commit that is empty", (uri) => writeFileSync(commit(uri, 0), "")],
    ["a first commit that is gone", (uri) => rmSync(commit(uri, 0))],
  ])("with %s is file-unreadable", async (_what, spoil) => {
    const uri = await written();
    spoil(uri);
    const error = await caught(openSession().registerTable("t", { delta: uri }));
    expect(error).toMatchObject({ code: "file-unreadable", details: { table: "t", uri: `file://${uri}/` } });
    expect(error.message).not.toContain("\n");
  });

  it("whose file is gone names it", async () => {
    const uri = await written();
    const session = openSession();
    await session.registerTable("t", { delta: uri });
    const [name] = readdirSync(uri).filter((file) => file.endsWith(".parquet"));
    rmSync(join(uri, String(name)));
    expect(await errorOf(session, "SELECT sum(n) FROM t WHERE n > 0")).toMatchObject({
      code: "file-unreadable",
      details: { path: expect.stringContaining(String(name)) },
    });
  });

  it("that is a file, or holds an empty log, is none", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "x");
    mkdirSync(join(folder, "empty", "_delta_log"), { recursive: true });
    expect(await caught(openSession().registerTable("t", { delta: join(folder, "empty") }))).toMatchObject({
      code: "not-a-delta-table",
    });
    expect(await caught(openSession().registerTable("t", { delta: join(folder, "file") }))).toMatchObject({
      code: "storage-error",
    });
  });
});

describe("a source", () => {
  it("with partition columns that its folders do not name is invalid-option", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.csv");
    writeFileSync(path, "a\n1\n");
    mkdirSync(join(folder, "month=1"));
    copyFileSync(path, join(folder, "month=1", "a.csv"));
    for (const csv of [path, join(folder, "month=1"), folder]) {
      const error = await caught(openSession().registerTable("t", { csv, partitionColumns: { year: "int32" } }));
      expect(error, csv).toMatchObject({ code: "invalid-option", details: { option: "partitionColumns" } });
    }
  });

  it("of more than one store is invalid-option", async () => {
    const path = join(temporaryFolder(), "a.csv");
    writeFileSync(path, "a\n1\n");
    const error = await caught(openSession().registerTable("t", { csv: [path, "http://127.0.0.1:9/b.csv"] }));
    expect(error).toMatchObject({ code: "invalid-option", details: { option: "paths", table: "t" } });
  });

  it.each(["a\0b.csv", "[.csv"])("at %j is invalid-option", async (name) => {
    const csv = join(temporaryFolder(), name);
    expect(await caught(openSession().registerTable("t", { csv }))).toMatchObject({ code: "invalid-option" });
  });

  it("with other credentials for a store in use is storage-options-conflict", async () => {
    const session = openSession();
    const register = (key: string) =>
      session.registerTable("t", {
        parquet: "s3://bucket/t.parquet",
        storageOptions: {
          max_retries: "0",
          aws_endpoint: "http://127.0.0.1:9",
          aws_access_key_id: "AKIAHUNTER",
          aws_secret_access_key: key,
        },
      });
    expect(await caught(register("first-hunter"))).toMatchObject({ code: "storage-error" });
    const error = await caught(register("second-hunter"));
    expect(error).toMatchObject({
      code: "storage-options-conflict",
      details: { uri: "s3://bucket/t.parquet", table: "t" },
    });
    expect(error.message).not.toContain("hunter");
  });
});
