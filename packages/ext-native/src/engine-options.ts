import {
  checkOption,
  checkOptionNames,
  invalidOption,
  isPositiveInteger,
  isRecordOf,
  isText,
} from "./check-options.js";
import { type EnginePolicy, encodePolicy } from "./engine-policy.js";

/** What SQL may do beside reading registered tables. */
export type EnginePermission = "ddl" | "dml" | "copy" | "set" | "external-table";

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
  /** What SQL may do beside reading. Default: nothing. */
  readonly allow?: readonly EnginePermission[];
  /** What plans may do with the registered tables. Default: all that `allow` permits. */
  readonly policy?: EnginePolicy;
}

const permissions: readonly unknown[] = ["ddl", "dml", "copy", "set", "external-table"];
const counts = ["threads", "targetPartitions", "batchRows", "memoryLimitBytes", "spillLimitBytes"] as const;
const names = [...counts, "memoryPool", "spillDirectory", "settings", "allow", "policy"];

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
  const { allow } = options;
  if (allow !== undefined && !(Array.isArray(allow) && allow.every((permission) => permissions.includes(permission)))) {
    throw invalidOption("allow", `must be a list of ${permissions.join(", ")}`);
  }
  const { policy, ...rest } = options;
  return JSON.stringify({ ...rest, ...(policy === undefined ? {} : { policy: encodePolicy(policy) }) });
}

function isSetting(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}
