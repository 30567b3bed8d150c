// Checking.

export { createPreflight } from "./create-preflight.js";
export { noopPreflight } from "./noop-preflight.js";
export type { CheckContext, Preflight, PreflightOptions } from "./preflight.js";

// The policy.

export { type Policy, readOnlyPolicy } from "./preflight-policy.js";
export { type StatementKind, statementKinds } from "./statement-kind.js";

// The report.

export {
  type Diagnostic,
  type DiagnosticCode,
  diagnosticCodes,
  isDiagnosticCode,
  type Position,
} from "./diagnostic.js";
export type { PreflightMode, PreflightReport, PreflightTimings } from "./preflight-report.js";

// Errors.

export { PreflightError, type PreflightErrorCode } from "./preflight-error.js";

// For those who bring a planner or a store.

export type { ColumnUse, OutputColumn, PlanDryRun, PlanFindings, StatementParameter } from "./plan-dry-run.js";
export type { VerdictStore } from "./verdict-store.js";
