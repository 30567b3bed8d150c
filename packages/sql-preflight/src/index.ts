// Checking.

export { createPreflight } from "./create-preflight.js";
export { judgePlan } from "./judge-plan.js";
export { noopPreflight, type StatementCheck } from "./noop-preflight.js";
export type {
  CheckContext,
  ColumnSchema,
  FunctionSignature,
  Preflight,
  PreflightOptions,
  SchemaContext,
  TableSchema,
} from "./preflight.js";

// The policy.

export {
  type ColumnRule,
  type NamePatterns,
  type NameRule,
  type Policy,
  type PolicyValue,
  readOnlyPolicy,
} from "./policy.js";
export { type StatementKind, statementKinds } from "./statement-kind.js";

// The report.

export { type Diagnostic, type DiagnosticCode, diagnosticCodes, isDiagnosticCode } from "./diagnostic.js";
export type { PreflightMode, PreflightReport, PreflightTimings } from "./preflight-report.js";
export type { RowRules } from "./row-rules.js";

// What SQLGlot tells.

export type {
  AstArtifact,
  ColumnOrigin,
  DifferenceEdit,
  DifferencePart,
  FunctionUse,
  LineageGraph,
  SqlglotTimings,
  Transpilation,
} from "./sqlglot-answers.js";

// Errors.

export { PreflightError, type PreflightErrorCode } from "./preflight-error.js";

// For those who bring a planner or a store.

export type { ColumnUse, OutputColumn, PlanDryRun, PlanFindings, StatementParameter } from "./plan-dry-run.js";
export { memoryVerdicts, type VerdictStore } from "./verdict-store.js";
