import { type Diagnostic, isDiagnosticCode } from "./diagnostic.js";
import type { PreflightReport } from "./preflight-report.js";
import { verdictVersion } from "./verdict-store.js";

/** A report as JSON, for a store that outlives the process. */
export function storedVerdict(report: PreflightReport): string {
  return JSON.stringify({ verdictVersion, report });
}

/** The report of `storedVerdict`; undefined where the text is none of this version's, so that the statement is judged anew. */
export function verdictFromStored(stored: string): PreflightReport | undefined {
  let value: unknown;
  try {
    value = JSON.parse(stored);
  } catch {
    return undefined;
  }
  if (!isObject(value) || value["verdictVersion"] !== verdictVersion) return undefined;
  return isReport(value["report"]) ? value["report"] : undefined;
}

function isReport(value: unknown): value is PreflightReport {
  if (!isObject(value) || !isObject(value["timings"])) return false;
  const lists = ["tables", "columns", "functions", "parameters", "outputColumns", "diagnostics"];
  if (!lists.every((list) => Array.isArray(value[list]))) return false;
  const diagnostics = value["diagnostics"] as readonly unknown[];
  // A verdict that was tampered with may not turn a refusal into a pass.
  const isOk = diagnostics.every((one) => isObject(one) && one["severity"] !== "error");
  return diagnostics.every(isDiagnostic) && value["ok"] === isOk;
}

function isDiagnostic(value: unknown): value is Diagnostic {
  return (
    isObject(value) &&
    isDiagnosticCode(String(value["code"])) &&
    ["error", "warning", "information"].includes(String(value["severity"])) &&
    typeof value["message"] === "string" &&
    Array.isArray(value["suggestions"])
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
