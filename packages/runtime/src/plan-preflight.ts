import type { PreparedPlan } from "@causeway/ext-native";
import { judgePlan, type Policy, type PreflightReport } from "@causeway/sql-preflight";
import { inspectPlan, type PlanInspection } from "@causeway/substrait-lane";

/** The functions of this extension only spell out what Substrait has no message for. */
const ownUrn = "extension:dev.causeway:plan";
/** What a recursive query calls its own rows. */
const recursiveRows = "causeway.recursive";

/**
 * What the policy makes of a plan that came as bytes: the same rules for tables, columns and functions as for a text.
 *
 * Errors: those of `inspectPlan` of the lane, for bytes that are no plan.
 */
export function judgeBytes(
  bytes: Uint8Array,
  { statementKind, schema, parameters }: PreparedPlan,
  { policy, tables }: { readonly policy: Policy | undefined; readonly tables: readonly string[] },
): PreflightReport {
  const inspected = inspectPlan(bytes);
  const findings = {
    diagnostics: [],
    statementKind,
    tables: tablesOf(inspected).map(({ name }) => name),
    columns: tablesOf(inspected).flatMap(({ name, columns }) => columns.map((column) => ({ table: name, column }))),
    functions: inspected.functions.filter(({ urn }) => urn !== ownUrn).map(({ name }) => name),
    outputColumns: schema.fields.map(({ name, type, nullable }) => ({ name, type: String(type), nullable })),
    parameters,
  };
  return judgePlan(findings, { policy, tables });
}

function tablesOf({ tables }: PlanInspection): { readonly name: string; readonly columns: readonly string[] }[] {
  return tables
    .filter(({ name: [first] }) => first !== recursiveRows)
    .map(({ name, columns }) => ({ name: isDefaultPath(name) ? (name.at(-1) ?? "") : name.join("."), columns }));
}

/** A registered table may be named with the catalog and the schema that it stands in. */
function isDefaultPath(name: readonly string[]): boolean {
  const [catalog, schema] = name.length === 3 ? name : ["datafusion", ...name];
  return name.length === 1 || (name.length <= 3 && catalog === "datafusion" && schema === "public");
}
