import type { Diagnostic } from "@causeway/sql-preflight";

/**
 * Writes what was found in a text on the error by which the engine refuses it, so that whoever refuses, users see one form: `error.diagnostics`.
 * The error stays what it was: same class, same code.
 */
export function attachDiagnostics(error: unknown, diagnostics: readonly Diagnostic[]): unknown {
  if (typeof error === "object" && error !== null && diagnostics.length > 0) {
    Reflect.defineProperty(error, "diagnostics", { value: diagnostics, enumerable: true, configurable: true });
  }
  return error;
}
