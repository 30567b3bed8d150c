import type { EngineNameRule, EnginePolicy } from "@causeway/ext-native";
import type { Policy } from "@causeway/sql-preflight";

/** Rules that the engine holds against every plan, whatever it was made from, and with the preflight off. */
export const enforcedRules = [
  "tables",
  "columns",
  "functions",
  "rowFilters",
  "columnMasks",
  "maxJoins",
  "requireLimit",
  "maxRows",
  "forbidCrossJoin",
] as const satisfies readonly (keyof Policy)[];

/** The policy as far as it is about plans. How deep a text is nested, its literals, and what cannot be parsed, are left to the preflight. */
export function enginePolicyOf({ statements, tables, ...policy }: Policy): EnginePolicy {
  const { columns, functions, rowFilters, columnMasks, parameters } = policy;
  const { maxJoins, requireLimit, maxRows, forbidCrossJoin } = policy;
  return withoutAbsent({
    statements,
    tables: nameRuleOf(tables),
    columns: columns && withoutAbsent(columns),
    functions: functions && withoutAbsent(functions),
    rowFilters,
    columnMasks,
    parameters,
    maxJoins,
    requireLimit,
    maxRows,
    forbidCrossJoin,
  });
}

function nameRuleOf(tables: Policy["tables"]): EngineNameRule | undefined {
  if (tables === undefined || tables === "registered") return undefined;
  return "length" in tables ? { allow: tables } : withoutAbsent(tables);
}

type Present<Parts> = { [Key in keyof Parts]?: Exclude<Parts[Key], undefined> };

function withoutAbsent<Parts extends object>(parts: Parts): Present<Parts> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Present<Parts>;
}
