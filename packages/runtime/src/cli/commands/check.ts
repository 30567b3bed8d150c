import type { PreflightReport } from "@causeway/runtime";
import { exitCodes } from "../exit-codes.js";
import { withSuggestions } from "../findings-of-error.js";
import { formatFinding } from "../print-findings.js";
import { readSql } from "../sql-argument.js";
import type { Style } from "../style.js";
import { styleOf, type Terminal, writeOut } from "../terminal.js";
import { type SessionArguments, withSession } from "../with-session.js";

export interface CheckArguments extends SessionArguments {
  readonly format: "text" | "json";
}

/** `causeway check`: what the preflight makes of a statement. Nothing runs. The exit code is 1 when it finds an error. */
export async function runCheck(argument: string, given: CheckArguments, terminal: Terminal): Promise<number> {
  const sql = await readSql(argument, terminal);
  return withSession(given, terminal, sql, async ({ session, policy }) => {
    const { output, signal } = terminal;
    const judged = await session.preflight(sql, { signal });
    const report = { ...judged, diagnostics: await withSuggestions(judged.diagnostics, sql, session, policy) };
    const text =
      given.format === "json"
        ? JSON.stringify(report, undefined, 2)
        : checkText(sql, report, styleOf(output, terminal));
    await writeOut(output, `${text}\n`, signal);
    return report.ok ? exitCodes.ok : exitCodes.failed;
  });
}

/** Each finding with its place, then the verdict. */
export function checkText(
  sql: string,
  { ok, diagnostics, statementKind, tables }: PreflightReport,
  style: Style,
): string {
  const findings = diagnostics.map((finding) => `${formatFinding(sql, finding, style)}\n`);
  const reads = tables.length === 0 ? "" : ` of ${[...tables].sort().join(", ")}`;
  const verdict = ok ? `${style.accent("ok")}: ${statementKind ?? "statement"}${reads}` : style.error("refused");
  return [...findings, verdict].join("\n");
}
