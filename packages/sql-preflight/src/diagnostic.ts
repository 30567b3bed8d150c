/** All codes of diagnostics. The first group is about the statement, the second about the policy, the last about the check. */
export const diagnosticCodes = [
  "syntax-error",
  "unknown-table",
  "unknown-column",
  "unknown-function",
  "ambiguous-column",
  "wrong-arity",
  "type-mismatch",
  "aggregate-misuse",
  "missing-group-by",
  "window-misuse",
  "set-operation-mismatch",
  "parameter-missing",
  "parameter-type",
  "parameter-unused",
  "query-too-deep",
  "query-too-large",
  "not-supported",
  "invalid-plan",
  "multiple-statements",
  "statement-not-allowed",
  "table-not-allowed",
  "column-not-allowed",
  "function-not-allowed",
  "missing-limit",
  "cross-join",
  "too-complex",
  "unparsed",
  "verdict-store-failed",
] as const;

export type DiagnosticCode = (typeof diagnosticCodes)[number];

/** True for a code of this package: for a planner whose own codes are a wider set. */
export function isDiagnosticCode(code: string): code is DiagnosticCode {
  return (diagnosticCodes as readonly string[]).includes(code);
}

/**
 * One finding. A statement with an `error` among its findings is not ok.
 * Lines and columns begin at 1; a column counts UTF-16 code units of the original text, as an editor shows them. The end is the place after the last.
 * They are absent where a finding has no place.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning" | "information";
  /** One plain sentence. */
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
  /** The name or the piece of text that is to blame. */
  readonly culprit?: string | undefined;
  /** Names that may have been meant, the likeliest first. */
  readonly suggestions: readonly string[];
}
