import { mkdtempSync, cpSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession, type Session } from "@causeway/runtime";
import { judgeLanes } from "./judge-select.js";
import type { JudgeMessage, SelectOutcome } from "./select-outcome.js";
import { standInStatements } from "./stand-in-tables.js";
import { isQuery, type TestRecord, testRecords } from "./test-records.js";

const [folder = "", ...files] = process.argv.slice(2);
const workFolder = mkdtempSync(join(tmpdir(), "causeway-foreign-"));
cpSync(folder, workFolder, { recursive: true });
process.chdir(workFolder);
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
  for (const record of await testRecords(join(folder, file))) {
    if (isQuery(record.sql)) await judge(session, file, record);
    else if (!/^\s*(explain|describe|show)\b/i.test(record.sql)) await setUp(session, record.sql);
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

async function judge(session: Session, file: string, { sql, line }: TestRecord): Promise<void> {
  tell({ kind: "select", file, line, sql });
  const lanes = await judgeLanes(session, sql);
  const report = await session.preflight(sql).catch((error: unknown) => String(error));
  const preflight: Pick<SelectOutcome, "preflight" | "message"> =
    typeof report === "string" ? { preflight: ["failed"], message: report } : errorsOf(report.diagnostics);
  tell({ kind: "outcome", outcome: { file, line, sql, ...lanes, ...preflight } });
}

function errorsOf(diagnostics: readonly { code: string; severity: string; message: string }[]) {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  return { preflight: errors.map(({ code }) => code), ...(first === undefined ? {} : { message: first.message }) };
}

function tell(message: JudgeMessage): void {
  process.send?.(message);
}
