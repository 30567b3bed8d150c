/** All codes of diagnostics. The first group is about the statement, the second about the policy, the last about the check. */
export const diagnosticCodes = [
  "syntax-error",
  "unknown-table",
  "unknown-column",
  "unknown-function",
  "ambiguous-column",
  "type-mismatch",
  "parameter-missing",
  "parameter-type",
  "query-too-deep",
  "query-too-large",
  "not-supported",
  "invalid-plan",
  "statement-not-allowed",
  "table-not-allowed",
  "verdict-store-failed",
] as const;

export type DiagnosticCode = (typeof diagnosticCodes)[number];

/** True for a code of this package: for a planner whose own codes are a wider set. */
export function isDiagnosticCode(code: string): code is DiagnosticCode {
  return (diagnosticCodes as readonly string[]).includes(code);
}

/** A place in the text. Lines and columns begin at 1; a column counts characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
}

/** One finding. A statement with an `error` among its findings is not ok. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning" | "information";
  /** One plain sentence. */
  readonly message: string;
  readonly position?: Position | undefined;
  /** The name or the piece of text that is to blame. */
  readonly culprit?: string | undefined;
}
