import type { Diagnostic, DiagnosticCode } from "./diagnostic.js";
import { matchesAny } from "./name-pattern.js";
import type { PlanFindings } from "./plan-dry-run.js";
import type { ColumnRule, CompletePolicy, NameRule } from "./policy.js";

/** What the policy has against a statement as a planner sees it, over and above what the planner already said. */
export function judgeByPolicy(
  findings: Omit<PlanFindings, "outputColumns" | "parameters">,
  policy: CompletePolicy,
  registered: readonly string[],
): Diagnostic[] {
  return [
    ...judgeStatement(findings, policy),
    ...judgeTables(findings, policy, registered),
    ...judgeColumns(findings, policy),
    ...judgeFunctions(findings, policy),
    ...judgeSize(findings, policy),
  ];
}

/** The rules of a policy that a planner's findings cannot answer. */
export function rulesBeyond(findings: PlanFindings, policy: CompletePolicy): string[] {
  const answered = {
    columns: findings.columns !== undefined,
    functions: findings.functions !== undefined,
    maxJoins: false,
    requireLimit: policy.requireLimit !== true,
    maxRows: false,
    forbidCrossJoin: policy.forbidCrossJoin !== true,
    maxDepth: findings.queryDepth !== undefined,
    maxLiterals: findings.literals !== undefined,
  };
  const enforced = findings.enforced ?? [];
  return Object.entries(answered)
    .filter(
      ([rule, isAnswered]) =>
        !isAnswered && !enforced.includes(rule) && policy[rule as keyof typeof answered] !== undefined,
    )
    .map(([rule]) => rule);
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
  const allowed = statements.join(", ") || "none";
  return [
    refusal("statement-not-allowed", `A statement of kind ${kind} is not allowed; allowed are ${allowed}.`, kind),
  ];
}

function judgeTables(
  { diagnostics, tables }: Pick<PlanFindings, "diagnostics" | "tables">,
  policy: CompletePolicy,
  registered: readonly string[],
): Diagnostic[] {
  const unknown = new Set(diagnostics.filter(({ code }) => code === "unknown-table").map(({ culprit }) => culprit));
  const rule = tableRule(policy);
  return [...new Set(tables)]
    .filter((table) => !unknown.has(table) && !(registered.includes(table) && permits(rule, table)))
    .map((table) =>
      refusal(
        "table-not-allowed",
        registered.includes(table)
          ? `The policy does not allow the table ${table}.`
          : `The table ${table} is not registered.`,
        table,
      ),
    );
}

function judgeColumns(
  { columns = [] }: Pick<PlanFindings, "columns">,
  { columns: rule }: CompletePolicy,
): Diagnostic[] {
  if (rule === undefined) return [];
  return columns
    .filter(({ table, column }) => !permitsColumn(rule, table, column))
    .map(({ table, column }) =>
      refusal("column-not-allowed", `The policy does not allow the column ${column} of ${table}.`, column),
    );
}

function judgeFunctions({ functions = [] }: Pick<PlanFindings, "functions">, policy: CompletePolicy): Diagnostic[] {
  return functions
    .filter((name) => !permits(policy.functions ?? {}, name))
    .map((name) => refusal("function-not-allowed", `The policy does not allow the function ${name}.`, name));
}

function judgeSize(
  { queryDepth = 0, literals = 0 }: Pick<PlanFindings, "queryDepth" | "literals">,
  { maxDepth = Number.POSITIVE_INFINITY, maxLiterals = Number.POSITIVE_INFINITY }: CompletePolicy,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (queryDepth > maxDepth) {
    const message = `Queries stand ${queryDepth} deep inside one another; the policy allows ${maxDepth}.`;
    found.push(refusal("too-complex", message, `depth ${queryDepth}`));
  }
  if (literals > maxLiterals) {
    const message = `There are ${literals} literals; the policy allows ${maxLiterals}.`;
    found.push(refusal("too-complex", message, `${literals} literals`));
  }
  return found;
}

export function tableRule({ tables }: CompletePolicy): NameRule {
  if (tables === "registered") return {};
  return Array.isArray(tables) ? { allow: tables } : (tables as NameRule);
}

export function permits({ allow, deny = [] }: NameRule, name: string): boolean {
  return (allow === undefined || matchesAny(name, allow)) && !isDenied(name, deny);
}

/** No spelling of a name gets around what denies it. */
export function isDenied(name: string, deny: readonly string[]): boolean {
  return matchesAny(
    name.toLowerCase(),
    deny.map((pattern) => pattern.toLowerCase()),
  );
}

export function permitsColumn({ allow = {}, deny = {} }: ColumnRule, table: string, column: string): boolean {
  const lists = Object.entries(allow).filter(([tables]) => matchesAny(table, [tables]));
  return (
    (lists.length === 0 || lists.some(([, columns]) => matchesAny(column, columns))) &&
    !Object.entries(deny).some(([tables, columns]) => isDenied(table, [tables]) && isDenied(column, columns))
  );
}

function refusal(code: DiagnosticCode, message: string, culprit: string): Diagnostic {
  return { code, severity: "error", message, culprit, suggestions: [] };
}
