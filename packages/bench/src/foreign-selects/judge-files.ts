import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession, type Session } from "@causeway/runtime";
import { createPreflight, type PreflightReport, type TableSchema } from "@causeway/sql-preflight";
import { judgeLanes } from "./judge-select.js";
import type { Findings, JudgeMessage } from "./select-outcome.js";
import { standInStatements } from "./stand-in-tables.js";
import { isQuery, type TestRecord, testRecords } from "./test-records.js";

const [folder = "", ...files] = process.argv.slice(2);
const workFolder = mkdtempSync(join(tmpdir(), "causeway-foreign-"));
cpSync(folder, workFolder, { recursive: true });
process.chdir(workFolder);
await using alone = await createPreflight();
process.on("exit", () => rmSync(workFolder, { recursive: true, force: true }));
for (const file of files) {
  await judgeFile(file);
  tell({ kind: "file-ended", file });
}
process.disconnect?.();

async function judgeFile(file: string): Promise<void> {
  await using session = await openSession({
    planCache: false,
    engine: { targetPartitions: 1, allow: ["ddl", "dml", "copy", "set", "external-table"] },
  });
  let schemas = await schemasOf(session);
  for (const record of await testRecords(join(folder, file))) {
    if (isQuery(record.sql)) await judge(session, schemas, file, record);
    else if (!/^\s*(explain|describe|show)\b/i.test(record.sql)) {
      await setUp(session, record.sql);
      // A setting may forbid even that.
      schemas = await schemasOf(session).catch(() => schemas);
    }
  }
}

async function setUp(session: Session, sql: string): Promise<void> {
  for (const statement of standInStatements(sql) ?? [sql]) {
    // What the session does not take is missing from what follows, which is then refused.
    await session
      .query(statement, { preflight: "off", lane: "sql", timeoutMs: 30_000 })
      .then((result) => result.rows())
      .catch(() => undefined);
  }
}

async function judge(
  session: Session,
  schemas: readonly TableSchema[],
  file: string,
  { sql, line }: TestRecord,
): Promise<void> {
  tell({ kind: "select", file, line, sql });
  const lanes = await judgeLanes(session, sql);
  const preflight = await findings(session.preflight(sql));
  const preflightAlone = await findings(alone.check(sql, { schemas }));
  tell({ kind: "outcome", outcome: { file, line, sql, ...lanes, preflight, preflightAlone } });
}

async function findings(check: Promise<PreflightReport>): Promise<Findings> {
  try {
    const errors = (await check).diagnostics.filter(({ severity }) => severity === "error");
    const [first] = errors;
    return { codes: errors.map(({ code }) => code), ...(first === undefined ? {} : { message: first.message }) };
  } catch (error) {
    return { codes: ["failed"], message: String(error) };
  }
}

interface ColumnRow {
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: string;
}

/** What a preflight without a planner knows of the tables. */
async function schemasOf(session: Session): Promise<readonly TableSchema[]> {
  const sql = `SELECT concat_ws(chr(0), table_catalog, table_schema, table_name) AS path, column_name AS name, data_type AS type, is_nullable AS nullable
    FROM information_schema.columns ORDER BY path, ordinal_position`;
  const tables = new Map<string, NonNullable<TableSchema["columns"]>[number][]>();
  for (const { path, name, type, nullable } of await (
    await session.query<ColumnRow>(sql, { preflight: "off" })
  ).rows()) {
    const columns = tables.get(path) ?? [];
    columns.push({ name, type, nullable: nullable === "YES" });
    tables.set(path, columns);
  }
  return [...tables].map(([key, columns]) => {
    const [catalog = "", schema = "", table = ""] = key.split("\0");
    const path = schema === "public" ? [table] : [schema, table];
    return { name: catalog === "datafusion" ? path : [catalog, schema, table], columns };
  });
}

function tell(message: JudgeMessage): void {
  process.send?.(message);
}
