import { isDenied } from "./judge-by-policy.js";
import type { CompletePolicy } from "./policy.js";

/** What an engine makes of the rows of a table that a statement uses. */
export interface RowRules {
  readonly table: string;
  /** The conditions under which a row exists, as the policy has them: values are not in them. */
  readonly filters: readonly string[];
  /** Names of the masked columns. */
  readonly masked: readonly string[];
}

/** The policy's row filters and masks over these tables; tables without any are left out. */
export function rowRulesOf(
  { rowFilters = {}, columnMasks = {} }: CompletePolicy,
  tables: readonly string[],
): RowRules[] {
  return [...new Set(tables)]
    .map((table) => ({
      table,
      filters: Object.entries(rowFilters)
        .filter(([pattern]) => isDenied(table, [pattern]))
        .map(([, filter]) => filter),
      masked: Object.entries(columnMasks)
        .filter(([pattern]) => isDenied(table, [pattern]))
        .flatMap(([, masks]) => Object.keys(masks)),
    }))
    .filter(({ filters, masked }) => filters.length > 0 || masked.length > 0);
}
