import { isNamePattern } from "./name-pattern.js";
import { type CompletePolicy, type Policy, readOnlyPolicy } from "./policy.js";
import { PreflightError } from "./preflight-error.js";
import { statementKinds } from "./statement-kind.js";

type Check = (value: unknown, key: string) => void;

const rules: Record<keyof Policy, Check> = {
  statements: (value, key) => {
    if (!Array.isArray(value)) throw invalid(`${key} is no list of kinds`);
    const unknown = value.find((kind) => !statementKinds.includes(kind));
    if (unknown !== undefined) throw invalid(`${key}: ${unknown} is no kind of statement`);
  },
  tables: (value, key) => {
    if (value === "registered") return;
    if (Array.isArray(value)) checkPatterns(value, key);
    else if (isPlainObject(value)) checkRule(value, key, checkPatterns);
    else throw invalid(`${key} is neither "registered" nor names nor a rule`);
  },
  columns: (value, key) => checkRule(value, key, checkColumns),
  functions: (value, key) => checkRule(value, key, checkPatterns),
  rowFilters: checkTexts,
  columnMasks: (value, key) => {
    if (!isPlainObject(value)) throw invalid(`${key} does not give masks by table`);
    checkPatterns(Object.keys(value), key);
    for (const [table, masks] of Object.entries(value)) checkTexts(masks, `${key}.${table}`);
  },
  parameters: (value, key) => {
    if (!isPlainObject(value)) throw invalid(`${key} does not give values by name`);
    const unusable = Object.entries(value).find(([, one]) => !isPolicyValue(one));
    if (unusable !== undefined)
      throw invalid(`${key}.${unusable[0]} is no text, number, bigint, boolean, Date or null`);
  },
  maxJoins: checkCount,
  requireLimit: checkBoolean,
  maxRows: checkCount,
  forbidCrossJoin: checkBoolean,
  maxDepth: checkCount,
  maxLiterals: checkCount,
  onUnparsed: (value, key) => {
    if (value !== "engine" && value !== "refuse") throw invalid(`${key} is neither "engine" nor "refuse"`);
  },
};

/**
 * Fills in what a policy leaves open. A change of what was given changes nothing afterwards.
 * Throws `invalid-policy`, which names the key, for what it could not enforce: a key, a kind or a pattern that it does not know.
 */
export function completePolicy(policy: Policy = {}): CompletePolicy {
  if (!isPlainObject(policy)) throw invalid("a policy is an object of rules");
  const given = Object.entries(policy).filter(([, value]) => value !== undefined);
  for (const [key, value] of given) {
    if (!Object.hasOwn(rules, key)) throw invalid(`${key} is no rule of a policy`);
    rules[key as keyof Policy](value, key);
  }
  return { ...readOnlyPolicy, ...structuredClone(Object.fromEntries(given)) };
}

function checkRule(value: unknown, key: string, check: Check): void {
  if (!isPlainObject(value)) throw invalid(`${key} is no rule with allow and deny`);
  for (const [part, patterns] of Object.entries(value)) {
    if (part !== "allow" && part !== "deny") throw invalid(`${key}.${part} is neither allow nor deny`);
    if (patterns !== undefined) check(patterns, `${key}.${part}`);
  }
}

function checkColumns(value: unknown, key: string): void {
  if (!isPlainObject(value)) throw invalid(`${key} does not give columns by table`);
  for (const [table, columns] of Object.entries(value)) {
    checkPatterns([table], key);
    checkPatterns(columns, `${key}.${table}`);
  }
}

function checkPatterns(value: unknown, key: string): void {
  if (!Array.isArray(value)) throw invalid(`${key} is no list of names`);
  const unusable = value.findIndex((pattern) => !isNamePattern(pattern));
  if (unusable >= 0) throw invalid(`${key}: ${JSON.stringify(value[unusable])} is no name and no pattern of * and ?`);
}

/** SQL by name or pattern. */
function checkTexts(value: unknown, key: string): void {
  if (!isPlainObject(value)) throw invalid(`${key} does not give SQL by name`);
  checkPatterns(Object.keys(value), key);
  const unusable = Object.entries(value).find(([, sql]) => typeof sql !== "string" || sql.trim() === "");
  if (unusable !== undefined) throw invalid(`${key}.${unusable[0]} is no SQL`);
}

function isPolicyValue(value: unknown): boolean {
  return value === null || value instanceof Date || ["string", "number", "bigint", "boolean"].includes(typeof value);
}

function checkCount(value: unknown, key: string): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw invalid(`${key} is no count`);
}

function checkBoolean(value: unknown, key: string): void {
  if (typeof value !== "boolean") throw invalid(`${key} is neither true nor false`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(text: string): PreflightError {
  return new PreflightError("invalid-policy", text);
}
