import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { capabilities, type TableSource } from "../src/index.js";
import { loadAddon } from "../src/load-addon.js";
import { expectedAbi, verifyAbi } from "../src/native-abi.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** Every function, class and member that an addon has, by the names of its interface. */
function entriesOf(addon: object): string[] {
  const inherited = new Set(["length", "name", "prototype", "arguments", "caller", "constructor"]);
  return Object.entries(addon)
    .filter(([name, value]) => typeof value === "function" && name !== "default")
    .flatMap(([name, value]: [string, { prototype?: object }]) => {
      const members = Object.getOwnPropertyNames(value.prototype ?? {}).filter((member) => !inherited.has(member));
      const statics = Object.getOwnPropertyNames(value).filter((member) => !inherited.has(member));
      return [name, ...members.map((member) => `${name}#${member}`), ...statics.map((member) => `${name}.${member}`)];
    })
    .sort();
}

test("the addon has what its interface lists, and lists what it has", () => {
  expect(entriesOf(loadAddon())).toEqual([...expectedAbi.entries].sort());
  expect(capabilities().abi).toEqual(expectedAbi);
});

test("a doctored addon is refused by the name of what it lacks", () => {
  const addon = loadAddon();
  for (const entry of expectedAbi.entries.filter((name) => /^\w+$/.test(name))) {
    const doctored = Object.fromEntries(Object.entries(addon).filter(([name]) => name !== entry));
    expect(entriesOf(doctored)).not.toEqual([...expectedAbi.entries].sort());
    if (entry !== "nativeAbi")
      expect(() => verifyAbi(doctored)).toThrow(
        expect.objectContaining({
          code: "addon-mismatch",
          details: expect.objectContaining({ missing: expect.arrayContaining([entry]) }),
        }),
      );
  }
});

test("the versions are those of the build", () => {
  const { datafusion, deltalake, arrow, substrait, platform, stores, formats } = capabilities();
  for (const version of [datafusion, deltalake, arrow, substrait]) expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect(platform).toContain(
    process.platform === "darwin" ? "macos" : process.platform === "win32" ? "windows" : "linux",
  );
  expect(stores).toContain("s3");
  expect(formats).toEqual(["delta", "parquet", "csv", "json", "arrow"]);
});

test("the functions of the report are those of a new session, in the list and in information_schema", async () => {
  const session = openSession();
  const reported = capabilities().functions;
  expect(session.functions.list()).toEqual(reported);
  const sql = "SELECT DISTINCT routine_name AS name FROM information_schema.routines";
  const routines = new Set((await rowsOf(session, sql)).map(({ name }) => name));
  const listed = reported
    .filter(({ kind }) => kind !== "higher-order")
    .flatMap(({ name, aliases }) => [name, ...aliases]);
  expect([...routines].filter((name) => !listed.includes(String(name)))).toEqual([]);
  expect(listed.filter((name) => !routines.has(name))).toEqual([]);
});

test("every function of the report is known to the planner", { timeout: 60_000 }, async () => {
  const session = openSession();
  for (const { name, kind } of capabilities().functions) {
    const call = `"${name}"()`;
    const sql =
      kind === "table" ? `SELECT * FROM ${name}()` : kind === "window" ? `SELECT ${call} OVER ()` : `SELECT ${call}`;
    const code = await session.prepare(sql).then(
      () => "planned",
      (error: { code: string }) => error.code,
    );
    expect([name, code]).not.toEqual([name, "unknown-function"]);
  }
  expect(await errorOf(session, "SELECT no_such_function()")).toMatchObject({ code: "unknown-function" });
});

test("the names of arguments in the report are those that calls give them by", { timeout: 60_000 }, async () => {
  const session = openSession();
  const named = capabilities().functions.filter(({ namedArguments = [] }) => namedArguments.length > 0);
  expect(named.map(({ name }) => name)).toEqual(expect.arrayContaining(["stable_id", "cpg_score", "col_to_byte"]));
  for (const { name, kind, namedArguments = [] } of named) {
    const codeOf = (argument: string): Promise<string> => {
      const call = `"${name}"(${namedArguments.map((known) => `"${known}" => NULL`).join(", ")}${argument})`;
      return session.prepare(`SELECT ${call}${kind === "window" ? " OVER ()" : ""}`).then(
        () => "planned",
        (error: { code: string }) => error.code,
      );
    };
    expect([name, await codeOf("")]).not.toEqual([name, "unknown-argument"]);
    expect([name, await codeOf(", nobody => NULL")]).toEqual([name, "unknown-argument"]);
  }
});

test("the counts of arguments in the report are those that the planner takes", () => {
  const counts = new Map(capabilities().functions.map((known) => [known.name, known]));
  expect(counts.get("strpos")).toMatchObject({ minArguments: 2, maxArguments: 2, kind: "scalar" });
  expect(counts.get("round")).toMatchObject({ minArguments: 1, maxArguments: 2 });
  expect(counts.get("cpg_score")?.namedArguments).toHaveLength(6);
  for (const { kind, signatures } of counts.values()) expect(kind === "table" || signatures).toBeTruthy();
});

test("every store of the report is asked for its files, and no other is", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(String(request.url));
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const gcs = { gcs_base_url: endpoint, disable_oauth: true, client_email: "", private_key: "", private_key_id: "" };
  const places: Record<string, TableSource> = {
    local: { parquet: join(temporaryFolder(), "none.parquet") },
    s3: {
      parquet: "s3://bucket/none.parquet",
      storageOptions: {
        aws_endpoint: endpoint,
        aws_region: "none",
        aws_access_key_id: "a",
        aws_secret_access_key: "b",
      },
    },
    azure: {
      parquet: "az://container/none.parquet",
      storageOptions: {
        azure_storage_endpoint: endpoint,
        azure_storage_account_name: "account",
        azure_storage_account_key: "a2V5",
      },
    },
    gcs: {
      parquet: "gs://bucket/none.parquet",
      storageOptions: { google_service_account_key: JSON.stringify(gcs) },
    },
    http: { parquet: `${endpoint}/none.parquet` },
    ftp: { parquet: "ftp://127.0.0.1/none.parquet" },
  };
  const found: Record<string, string> = {};
  for (const [store, source] of Object.entries(places)) {
    asked.length = 0;
    const { code } = await caught(openSession().registerTable("t", source));
    const isAsked = store === "local" ? code === "file-not-found" : asked.some((path) => path.includes("none.parquet"));
    found[store] = isAsked ? "asked" : "never asked";
  }
  expect(found).toEqual({
    ...Object.fromEntries(capabilities().stores.map((store) => [store, "asked"])),
    ftp: "never asked",
  });
});

test("every planner of the report can be installed, and every permission given", () => {
  const { exprPlanners, permissions } = capabilities();
  const session = openSession({ allow: permissions });
  expect(session.exprPlanners()).toEqual(exprPlanners.installed);
  session.installExprPlanners(exprPlanners.known);
  expect(session.exprPlanners()).toEqual(exprPlanners.known);
});

test("Parquet is written and read with every codec of the report", async () => {
  const session = openSession({ allow: ["copy"] });
  const folder = temporaryFolder();
  for (const codec of capabilities().parquetCompression) {
    const path = join(folder, `${codec}.parquet`);
    const option = codec === "snappy" || codec === "lz4" ? codec : `${codec}(3)`;
    await rowsOf(
      session,
      `COPY (SELECT * FROM range(10)) TO '${path}' STORED AS PARQUET OPTIONS ('compression' '${option}')`,
    );
    await session.registerTable(codec, { parquet: path });
    expect(await rowsOf(session, `SELECT count(*) AS n FROM "${codec}"`)).toEqual([{ n: 10n }]);
  }
});
