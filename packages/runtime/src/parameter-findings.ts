import { NativeError, type ParameterFault } from "@causeway/ext-native";
import type { Diagnostic } from "@causeway/sql-preflight";
import { attachDiagnostics } from "./attach-diagnostics.js";
import { parameterPlaces } from "./parameter-places.js";
import type { QueryRun } from "./query-run.js";

/** The preflight's word for what the engine has against the value of a parameter. */
const codes = {
  "parameter-missing": "parameter-missing",
  "parameter-extra": "parameter-unused",
  "parameter-type": "parameter-type",
} as const;

/** All that is wrong with the values of a query's parameters, in the form of the preflight's findings; empty for an error about anything else. */
export function parameterFindings(sql: string | undefined, error: unknown): readonly Diagnostic[] {
  const faults = faultsOf(error);
  if (faults.length === 0) return [];
  const places = sql === undefined ? undefined : parameterPlaces(sql);
  return faults.map(({ code, parameter, message }) => ({
    code: codes[code],
    severity: "error",
    message,
    ...places?.get(parameter),
    culprit: parameter,
    suggestions: [],
  }));
}

/** Records on a query what is wrong with its values, which is found before anything of it runs, and gives the error with the place in the text. */
export function placedParameterError(query: QueryRun, error: unknown): unknown {
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

function faultsOf(error: unknown): readonly ParameterFault[] {
  if (!NativeError.isInstance(error)) return [];
  const { code, message, details } = error;
  if (details.faults !== undefined) return details.faults;
  const { parameter } = details;
  // A value that is of no type that the engine could be given has been refused before all others were looked at.
  return code in codes && parameter !== undefined
    ? [{ code: code as ParameterFault["code"], parameter, message: message.slice(code.length + 2) }]
    : [];
}
