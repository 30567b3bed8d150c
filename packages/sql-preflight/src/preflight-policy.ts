import type { Diagnostic } from "./diagnostic.js";
import type { PlanFindings } from "./plan-dry-run.js";
import { PreflightError } from "./preflight-error.js";
import { type StatementKind, statementKinds } from "./statement-kind.js";

/** What statements may do. */
export interface Policy {
  /** Kinds of statements that may run. Default: those that only read, `query`, `explain` and `describe`. */
  readonly statements?: readonly StatementKind[] | undefined;
  /** Tables that may be used: all that are registered (the default), or of these only the ones listed. */
  readonly tables?: "registered" | readonly string[] | undefined;
}

/** A policy that leaves nothing open. */
export interface CompletePolicy {
  readonly statements: readonly StatementKind[];
  readonly tables: "registered" | readonly string[];
}

/** The policy where none is given: read-only statements over registered tables. */
export const readOnlyPolicy: CompletePolicy = { statements: ["query", "explain", "describe"], tables: "registered" };

/** Fills in what a policy leaves open. Throws `invalid-policy` for what it could not enforce: a key or a kind that it does not know. */
export function completePolicy(policy: Policy = {}): CompletePolicy {
  const unknownKey = Object.keys(policy).find((key) => key !== "statements" && key !== "tables");
  if (unknownKey !== undefined) throw new PreflightError("invalid-policy", `${unknownKey} is no rule of a policy`);
  const { statements = readOnlyPolicy.statements, tables = readOnlyPolicy.tables } = policy;
  if (!Array.isArray(statements)) throw new PreflightError("invalid-policy", "statements is no list of kinds");
  const unknownKind = statements.find((kind) => !statementKinds.includes(kind));
  if (unknownKind !== undefined) throw new PreflightError("invalid-policy", `${unknownKind} is no kind of statement`);
  if (tables !== "registered" && !(Array.isArray(tables) && tables.every((table) => typeof table === "string"))) {
    throw new PreflightError("invalid-policy", 'tables is neither "registered" nor a list of names');
  }
  return { statements: [...statements], tables: typeof tables === "string" ? tables : [...tables] };
}

/** What the policy has against a statement, over and above what the planner already said. */
export function judgeByPolicy(
  findings: Pick<PlanFindings, "diagnostics" | "statementKind" | "tables">,
  policy: CompletePolicy,
  registered: readonly string[],
): Diagnostic[] {
  return [...judgeStatement(findings, policy), ...judgeTables(findings, policy, registered)];
}

function judgeStatement(
  { diagnostics, statementKind }: Pick<PlanFindings, "diagnostics" | "statementKind">,
  { statements }: CompletePolicy,
): Diagnostic[] {
  if (statementKind !== undefined && statements.includes(statementKind)) return [];
  if (diagnostics.some(({ code, severity }) => code === "statement-not-allowed" && severity === "error")) return [];
  // A statement that the planner could not read has been refused for that.
  if (statementKind === undefined && diagnostics.some(({ severity }) => severity === "error")) return [];
  const kind = statementKind ?? "unknown";
  const message = `A statement of kind ${kind} is not allowed; allowed are ${statements.join(", ") || "none"}.`;
  return [{ code: "statement-not-allowed", severity: "error", message, culprit: kind }];
}

function judgeTables(
  { diagnostics, tables }: Pick<PlanFindings, "diagnostics" | "tables">,
  policy: CompletePolicy,
  registered: readonly string[],
): Diagnostic[] {
  const unknown = new Set(diagnostics.filter(({ code }) => code === "unknown-table").map(({ culprit }) => culprit));
  return [...new Set(tables)]
    .filter((table) => !unknown.has(table))
    .filter(
      (table) => !registered.includes(table) || (policy.tables !== "registered" && !policy.tables.includes(table)),
    )
    .map((table) => ({
      code: "table-not-allowed",
      severity: "error",
      message: registered.includes(table)
        ? `The policy does not allow the table ${table}.`
        : `The table ${table} is not registered.`,
      culprit: table,
    }));
}
