import { join } from "node:path";
import { expect, test } from "vitest";
import { capabilities } from "../src/index.js";
import { loadAddon } from "../src/load-addon.js";
import { expectedAbi, verifyAbi } from "../src/native-abi.js";
import { errorOf, openSession, rowsOf } from "./support/sessions.js";
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
