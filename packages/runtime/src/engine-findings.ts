import { NativeError, type NativeErrorCode } from "@causeway/ext-native";
import { type Diagnostic, type DiagnosticCode, isDiagnosticCode } from "@causeway/sql-preflight";

/** What the engine calls by another name than the preflight. */
const renamed: Partial<Record<NativeErrorCode, DiagnosticCode>> = {
  "statement-refused": "statement-not-allowed",
  "argument-missing": "wrong-arity",
  "argument-extra": "wrong-arity",
  "argument-repeated": "wrong-arity",
  "unknown-argument": "wrong-arity",
};

/** The engine's code as the preflight knows it. */
export function codeOf(code: NativeErrorCode): DiagnosticCode | undefined {
  return renamed[code] ?? (isDiagnosticCode(code) ? code : undefined);
}

/** What the engine has against a statement; undefined when it failed for another reason. */
export function diagnosticOf(error: unknown): Diagnostic | undefined {
  if (!NativeError.isInstance(error)) return undefined;
  const code = codeOf(error.code);
  if (code === undefined) return undefined;
  const { position, table, column, function: functionName, parameter, statement } = error.details;
  return {
    code,
    severity: "error",
    message: error.message.slice(error.code.length + 2),
    ...position,
    suggestions: [],
    culprit: table ?? column ?? functionName ?? parameter ?? statement,
  };
}
