import { NativeError, type ParameterFault } from "@causeway/ext-native";
import type { Diagnostic } from "@causeway/sql-preflight";
import { parameterPlaces } from "./parameter-places.js";

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
