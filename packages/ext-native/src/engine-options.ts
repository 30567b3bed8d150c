import {
  checkOption,
  checkOptionNames,
  invalidOption,
  isCount,
  isPositiveInteger,
  isRecordOf,
  isText,
} from "./check-options.js";
import { type EnginePolicy, encodePolicy } from "./engine-policy.js";

/** What SQL may do beside reading registered tables. */
export type EnginePermission = "ddl" | "dml" | "copy" | "set" | "external-table";

/** What operators of SQL can mean; the first two every session has. */
export type ExprPlannerName = "nested-field-access" | "array-operators" | "json" | "date-arithmetic";

/** Limits of one cache. */
export interface EngineCacheLimits {
  /** Most bytes that it takes up; the least recently used entries go first. 0 keeps nothing. */
  readonly maxBytes?: number;
  /** How long an entry is used, in milliseconds. Default: without end. */
  readonly ttlMs?: number;
}

export interface EngineCacheOptions {
  /** Listings of folders. Default: 0 bytes, so that a file which is added is seen by the next query. */
  readonly listFiles?: EngineCacheLimits;
  /** Footers and indexes of Parquet files. Default: 50 MiB. */
  readonly metadata?: EngineCacheLimits;
  /** Statistics of files. Default: 20 MiB. */
  readonly statistics?: EngineCacheLimits;
}

/** Options of an engine session. Everything has a default. */
export interface EngineOptions {
  /** Worker threads of the session's own runtime. Default: the cores. */
  readonly threads?: number;
  /** Partitions that a query is spread over. Default: the threads, but with a memory limit no more than have 128 MB each. */
  readonly targetPartitions?: number;
  /** Rows of a batch inside the engine. Default: 16,384. */
  readonly batchRows?: number;
  /** Memory that the operators of the session may hold, in bytes; past it they spill. Default: no limit. */
  readonly memoryLimitBytes?: number;
  /** How operators share the memory: equal shares, or first come, first served. Default: `fair`. */
  readonly memoryPool?: "fair" | "greedy";
  /** Folder in which the session makes, and removes, its own folder of spill files. Default: the system's temporary folder. */
  readonly spillDirectory?: string;
  /** Most bytes of spill files. Default: 100 GB. */
  readonly spillLimitBytes?: number;
  /** DataFusion's own settings by name, for example `{ "datafusion.execution.parquet.pushdown_filters": true }`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** Limits of the caches. */
  readonly caches?: EngineCacheOptions;
  /** Expression planners to install, as `installExprPlanners` does. */
  readonly exprPlanners?: readonly ExprPlannerName[];
  /** What SQL may do beside reading. Default: nothing. */
  readonly allow?: readonly EnginePermission[];
  /** What plans may do with the registered tables. Default: all that `allow` permits. */
  readonly policy?: EnginePolicy;
}

const permissions: readonly unknown[] = ["ddl", "dml", "copy", "set", "external-table"];
const counts = ["threads", "targetPartitions", "batchRows", "memoryLimitBytes", "spillLimitBytes"] as const;
const names = [...counts, "memoryPool", "spillDirectory", "settings", "caches", "exprPlanners", "allow", "policy"];

/** The options as the engine reads them. Errors: `unknown-option`, `invalid-option`, `invalid-policy`, `parameter-type`. */
export function encodeEngineOptions(options: EngineOptions = {}): string {
  checkOptionNames(options, names, "EngineSession.open");
  for (const option of counts) checkOption(option, options[option], "an integer of at least 1", isPositiveInteger);
  checkOption(
    "memoryPool",
    options.memoryPool,
    '"fair" or "greedy"',
    (value) => value === "fair" || value === "greedy",
  );
  checkOption("spillDirectory", options.spillDirectory, "a path", isText);
  checkOption("settings", options.settings, "a record of strings, numbers and booleans", isRecordOf(isSetting));
  checkCaches(options.caches);
  checkOption("exprPlanners", options.exprPlanners, "a list of names", isListOfTexts);
  const { allow } = options;
  if (allow !== undefined && !(Array.isArray(allow) && allow.every((permission) => permissions.includes(permission)))) {
    throw invalidOption("allow", `must be a list of ${permissions.join(", ")}`);
  }
  const { policy, ...rest } = options;
  return JSON.stringify({ ...rest, ...(policy === undefined ? {} : { policy: encodePolicy(policy) }) });
}

function checkCaches(caches: EngineCacheOptions | undefined): void {
  checkOptionNames(caches, ["listFiles", "metadata", "statistics"], "caches");
  for (const [name, limits] of Object.entries(caches ?? {})) {
    checkOptionNames(limits, ["maxBytes", "ttlMs"], `caches.${name}`);
    for (const limit of ["maxBytes", "ttlMs"] as const) {
      checkOption(`caches.${name}.${limit}`, Reflect.get(limits ?? {}, limit), "an integer of at least 0", isCount);
    }
  }
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isSetting(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}
