/** Every code of a `NativeError`. The README's table says what each means. */
export const nativeErrorCodes = [
  "syntax-error",
  "unknown-table",
  "unknown-column",
  "unknown-function",
  "ambiguous-column",
  "type-mismatch",
  "invalid-plan",
  "not-supported",
  "query-too-deep",
  "query-too-large",
  "statement-refused",
  "parameter-missing",
  "parameter-extra",
  "parameter-type",
  "unknown-argument",
  "argument-missing",
  "argument-extra",
  "argument-repeated",
  "function-exists",
  "invalid-function",
  "function-failed",
  "unknown-planner",
  "unknown-option",
  "invalid-option",
  "unknown-setting",
  "invalid-setting",
  "table-exists",
  "file-not-found",
  "file-unreadable",
  "not-a-delta-table",
  "version-not-found",
  "timestamp-out-of-range",
  "unsupported-delta-feature",
  "storage-error",
  "storage-options-conflict",
  "schema-mismatch",
  "commit-conflict",
  "execution-error",
  "memory-limit",
  "spill-limit",
  "spill-failed",
  "invalid-arrow",
  "aborted",
  "timeout",
  "session-closed",
  "result-consumed",
  "addon-missing",
  "addon-mismatch",
  "invalid-argument",
  "row-invalid",
  "internal-panic",
  "internal",
] as const;

/** The stable name of what went wrong. */
export type NativeErrorCode = (typeof nativeErrorCodes)[number];

const known: ReadonlySet<string> = new Set(nativeErrorCodes);

export function isNativeErrorCode(code: string): code is NativeErrorCode {
  return known.has(code);
}
