import { NativeError } from "@causeway/ext-native";
import type { Diagnostic } from "@causeway/sql-preflight";
import { attachDiagnostics } from "./attach-diagnostics.js";
import { diagnosticOf } from "./engine-findings.js";
import { parameterFindings } from "./parameter-findings.js";
import type { QueryRun } from "./query-run.js";

/**
 * An error by which the engine refuses a query that has passed the checks, before anything of it runs: with what is wrong in the form of the preflight's
 * findings, behind it what had been found before, which may know the place. An error about anything else stays as it is.
 */
export function withFindings(query: QueryRun, error: unknown): unknown {
  if (query.preflight === undefined || query.preflight.mode === "off") return withParameterFindings(query, error);
  if (!NativeError.isInstance(error) || "diagnostics" in error) return error;
  const placed = withParameterFindings(query, error);
  if (placed !== error || "diagnostics" in placed) return placed;
  const finding = diagnosticOf(error);
  return finding === undefined ? error : attachDiagnostics(error, [finding, ...query.findings]);
}

/** Records on a query what is wrong with its values, and gives the error with the place in the text. */
function withParameterFindings(query: QueryRun, error: unknown): unknown {
  const { input } = query.given;
  const findings = parameterFindings(typeof input === "string" ? input : undefined, error);
  if (findings.length === 0 || !NativeError.isInstance(error)) return error;
  query.findings = [...query.findings, ...findings];
  if (query.preflight !== undefined && query.preflight.mode !== "off") {
    const { mode, diagnosticCodes } = query.preflight;
    const verdict = mode === "enforce" ? "refused" : "warned";
    query.preflight = { mode, verdict, diagnosticCodes: [...diagnosticCodes, ...findings.map(({ code }) => code)] };
  }
  return attachDiagnostics(placed(error, findings[0] as Diagnostic), findings);
}

function placed(error: NativeError, { line, column }: Diagnostic): NativeError {
  if (line === undefined || column === undefined) return error;
  return new NativeError(error.code, error.message, {
    details: { ...error.details, position: { line, column } },
    ...("cause" in error ? { cause: error.cause } : {}),
  });
}
