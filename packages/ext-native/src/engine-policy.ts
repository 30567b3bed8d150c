import { NativeError } from "./native-error.js";
import { encodeParameters } from "./query-parameters.js";

/** What is allowed, less what is denied, by names and patterns. Without `allow`, everything is that is not denied. */
export interface EngineNameRule {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/** Patterns of columns by pattern of table. With `allow`, a table that a pattern names has only the columns listed for it. */
export interface EngineColumnRule {
  readonly allow?: Readonly<Record<string, readonly string[]>>;
  readonly deny?: Readonly<Record<string, readonly string[]>>;
}

/**
 * What plans may do with the registered tables, whatever they were made from. Every rule may be left out. In patterns `*` stands for any run of
 * characters and `?` for one; what allows is compared letter by letter, what denies, filters or masks in any case of the letters.
 */
export interface EnginePolicy {
  /** Kinds of statements: `query`, `explain`, `describe`, `dml`, `ddl`, `copy`, `set`, `external-table`. Default: all that `allow` permits. */
  readonly statements?: readonly string[];
  /** Default: all tables. */
  readonly tables?: EngineNameRule;
  /** Default: all columns. */
  readonly columns?: EngineColumnRule;
  /** Functions by any of their names. Default: all. */
  readonly functions?: EngineNameRule;
  /** By table or pattern of tables, a condition in SQL over the table's columns: rows for which it is not true do not exist. */
  readonly rowFilters?: Readonly<Record<string, string>>;
  /** By table or pattern of tables and by column, an expression in SQL over the table's columns, of the column's type: what the column is. */
  readonly columnMasks?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The values of `$name` in filters and masks. A query neither sees nor sets them. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Most joins of a plan. */
  readonly maxJoins?: number;
  /** A query has a LIMIT. */
  readonly requireLimit?: boolean;
  /** A query has a LIMIT of at most so many rows. */
  readonly maxRows?: number;
  /** No join without a condition. */
  readonly forbidCrossJoin?: boolean;
}

const rules: Readonly<Record<keyof EnginePolicy, (value: unknown) => boolean>> = {
  statements: isTexts,
  tables: isNameRule,
  columns: (value) => isRule(value, (part) => isRecord(part) && Object.values(part).every(isTexts)),
  functions: isNameRule,
  rowFilters: isTextByName,
  columnMasks: (value) => isRecord(value) && Object.values(value).every(isTextByName),
  parameters: isRecord,
  maxJoins: isCount,
  requireLimit: (value) => typeof value === "boolean",
  maxRows: isCount,
  forbidCrossJoin: (value) => typeof value === "boolean",
};

/** The policy as the engine reads it. Errors: `invalid-policy`, `parameter-type`. */
export function encodePolicy(policy: EnginePolicy): object {
  if (!isRecord(policy)) throw invalidPolicy("policy", "a policy is an object of rules");
  const given = Object.entries(policy).filter(([, value]) => value !== undefined);
  for (const [rule, value] of given) {
    if (!Object.hasOwn(rules, rule)) throw invalidPolicy(rule, `${rule} is no rule`);
    if (!rules[rule as keyof EnginePolicy](value)) throw invalidPolicy(rule, `${rule} is not of the form that it has`);
  }
  const { parameters, ...rest } = Object.fromEntries(given) as EnginePolicy;
  const encoded = encodeParameters(parameters);
  return { ...rest, ...(encoded === null ? {} : { parameters: JSON.parse(encoded).named }) };
}

function invalidPolicy(rule: string, problem: string): NativeError {
  return new NativeError("invalid-policy", `the policy cannot be enforced: ${problem}`, { details: { rule } });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isTextByName(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((item) => typeof item === "string");
}

function isRule(value: unknown, isPart: (part: unknown) => boolean): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(([name, part]) => (name === "allow" || name === "deny") && isPart(part))
  );
}

function isNameRule(value: unknown): boolean {
  return isRule(value, isTexts);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
