import type { SqlPosition } from "@causeway/ext-native";
import { type Diagnostic, NativeError, type Policy, RuntimeError, type Session } from "@causeway/runtime";
import { createPreflight, isDiagnosticCode } from "@causeway/sql-preflight";

/** What an error says about a text: the findings of a refusal, or the place that the engine names. Empty for an error of another kind. */
export function findingsOfError(error: unknown, sql: string): readonly Diagnostic[] {
  if (RuntimeError.isInstance(error)) return error.diagnostics;
  if (!NativeError.isInstance(error) || !isDiagnosticCode(error.code)) return [];
  const message = error.message.slice(error.code.length + 2);
  const { position } = error.details;
  return [
    { code: error.code, severity: "error", message, ...(position && inCodeUnits(position, sql)), suggestions: [] },
  ];
}

/** True when both are about one fault: of one kind, or at one place, or the engine knew no place. */
function isSame(finding: Diagnostic, { severity, code, line, column }: Diagnostic): boolean {
  if (severity !== "error" || line === undefined) return false;
  return code === finding.code || finding.line === undefined || (line === finding.line && column === finding.column);
}

/** The engine counts characters; a finding counts the code units of JavaScript. */
function inCodeUnits({ line, column }: SqlPosition, sql: string): SqlPosition {
  const characters = [...(sql.split("\n")[line - 1] ?? "")];
  return { line, column: characters.slice(0, column - 1).join("").length + 1 };
}

/**
 * Findings of the engine as SQLGlot sees them: it knows where a name ends and what may have been meant, and the engine often does not. What SQLGlot
 * does not find as well stays as it is.
 */
export async function withSuggestions(
  findings: readonly Diagnostic[],
  sql: string,
  session: Session,
  policy: Policy | undefined,
): Promise<readonly Diagnostic[]> {
  if (!findings.some(({ severity, endColumn }) => severity === "error" && endColumn === undefined)) return findings;
  const preflight = createPreflight({ policy });
  try {
    const schemas = session.tables.list().map(({ name, columns }) => ({ name, columns }));
    const seen = (await preflight.check(sql, { schemas, include: { ast: false, lineage: false } })).diagnostics;
    return findings.map((finding) => {
      return finding.endColumn === undefined ? (seen.find((other) => isSame(finding, other)) ?? finding) : finding;
    });
  } catch {
    // It only adds: the engine's own account stands.
    return findings;
  } finally {
    await preflight.close();
  }
}
