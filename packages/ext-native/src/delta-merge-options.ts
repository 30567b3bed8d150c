import { checkOption, invalidOption, isFlag, isRecordOf, isText } from "./check-options.js";
import { type ChangeOptions, checkChangeOptions } from "./delta-change-options.js";
import type { QueryParameters } from "./query-parameters.js";

/** Values in SQL by column, or `"*"`: all columns of the source, by name. */
export type MergeValues = Readonly<Record<string, string>> | "*";

/** What becomes of a row of the table, under a condition in SQL (`if`; default: always). */
export type MatchedClause =
  | { readonly update: MergeValues; readonly if?: string }
  | { readonly delete: true; readonly if?: string };

/** What becomes of a row of the source that the table does not have, under a condition in SQL (`if`; default: always). */
export interface UnmatchedClause {
  readonly insert: MergeValues;
  readonly if?: string;
}

/** Of each kind of clause the first whose condition holds is taken; a row that none takes stays as it is. */
export interface MergeOptions extends ChangeOptions {
  /** Condition in SQL: which rows of the source belong to which of the table, for example `target.id = source.id`. */
  readonly on: string;
  /** The name of the source in conditions and values. Default: `source`. */
  readonly sourceAlias?: string;
  /** The name of the table in them. Default: `target`. */
  readonly targetAlias?: string;
  readonly whenMatched?: readonly MatchedClause[];
  readonly whenNotMatched?: readonly UnmatchedClause[];
  /** For rows of the table that match none of the source. */
  readonly whenNotMatchedBySource?: readonly MatchedClause[];
  /** Adds columns that only the source has to the table. Default: false. */
  readonly mergeSchema?: boolean;
  /** Values for the parameters, if the source is a plan. */
  readonly parameters?: QueryParameters;
}

const names = [
  "on",
  "sourceAlias",
  "targetAlias",
  "whenMatched",
  "whenNotMatched",
  "whenNotMatchedBySource",
  "mergeSchema",
  "parameters",
];

/** Errors: `unknown-option`, `invalid-option`. */
export function encodeMerge(options: MergeOptions): object {
  checkChangeOptions(options ?? {}, names, "merge");
  const { on, sourceAlias = "source", targetAlias = "target", mergeSchema } = options ?? {};
  checkOption("on", on ?? null, "a condition in SQL", isText);
  checkOption("sourceAlias", sourceAlias, "a name", isText);
  checkOption("targetAlias", targetAlias, "a name", isText);
  checkOption("mergeSchema", mergeSchema, "true or false", isFlag);
  if (sourceAlias === targetAlias) throw invalidOption("sourceAlias", "and targetAlias must differ");
  const clauses = {
    whenMatched: encodeClauses("whenMatched", options.whenMatched, ["update", "delete"]),
    whenNotMatched: encodeClauses("whenNotMatched", options.whenNotMatched, ["insert"]),
    whenNotMatchedBySource: encodeClauses("whenNotMatchedBySource", options.whenNotMatchedBySource, [
      "update",
      "delete",
    ]),
  };
  if (Object.values(clauses).every((given) => given.length === 0)) {
    throw invalidOption("whenMatched", "or another clause must be given");
  }
  if (clauses.whenNotMatchedBySource.some((clause) => clause.values === "*")) {
    throw invalidOption("whenNotMatchedBySource", 'cannot set "*": there is no row of the source');
  }
  return { on, sourceAlias, targetAlias, mergeSchema, ...clauses };
}

interface EncodedClause {
  readonly kind: string;
  readonly condition?: string;
  readonly values?: MergeValues;
}

function encodeClauses(option: string, clauses: unknown, kinds: readonly string[]): EncodedClause[] {
  if (clauses === undefined) return [];
  const encoded = Array.isArray(clauses) ? clauses.map((clause) => encodeClause(clause, kinds)) : [undefined];
  if (encoded.some((clause) => clause === undefined)) {
    throw invalidOption(option, `must be a list of clauses with ${kinds.join(" or ")}`);
  }
  return encoded as EncodedClause[];
}

function encodeClause(clause: unknown, kinds: readonly string[]): EncodedClause | undefined {
  if (typeof clause !== "object" || clause === null) return undefined;
  const { if: condition, ...rest } = clause as Readonly<Record<string, unknown>>;
  const [[kind, values] = [], ...others] = Object.entries(rest);
  if (kind === undefined || others.length > 0 || !kinds.includes(kind)) return undefined;
  if (condition !== undefined && !isText(condition)) return undefined;
  const when = condition === undefined ? {} : { condition: condition as string };
  if (kind === "delete") return values === true ? { kind, ...when } : undefined;
  return isValues(values) ? { kind, ...when, values: values as MergeValues } : undefined;
}

const isValues = (value: unknown): boolean =>
  value === "*" || (isRecordOf(isText)(value) && Object.keys(value as object).length > 0);
