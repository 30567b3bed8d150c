import type { CacheStore } from "@causeway/plan-cache";
import { anObject, aString, checkOptions, type OptionRules } from "./check-options.js";
import { RuntimeError } from "./runtime-error.js";

/** How the plans of queries are kept: in memory, and where one is named in a second level, which outlives the process. */
export interface PlanCacheOptions {
  /** Most bytes that plans take up in memory, as near as can be told; the least recently used go first. Default: 64 MiB. */
  readonly maxBytes?: number;
  /** Folder of a second level on disk, which several processes can share. Whoever may write to it decides which plans run. Default: none. */
  readonly directory?: string;
  /** Most bytes of entries on disk; the least recently used go first. Only with `directory`. Default: 256 MiB. */
  readonly diskMaxBytes?: number;
  /** Longest that an entry stays on disk, in milliseconds. Only with `directory`. Default: for ever. */
  readonly diskMaxAgeMs?: number;
  /** A second level of one's own, such as one over Redis, instead of `directory`: the port `CacheStore` of `@causeway/plan-cache`. The session closes it. */
  readonly store?: CacheStore<never>;
  /** How long the refusal of a query by the preflight is kept, in milliseconds; 0 keeps none. Default: 10,000. */
  readonly refusalTtlMs?: number;
}

const anInteger = {
  expected: "an integer of at least 1",
  accepts: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1,
};

const rules: OptionRules<PlanCacheOptions> = {
  maxBytes: anInteger,
  directory: { expected: "a path", accepts: (value) => aString.accepts(value) && value !== "" },
  diskMaxBytes: anInteger,
  diskMaxAgeMs: anInteger,
  store: {
    expected: "a store with get, set, delete and clear",
    accepts: (value) =>
      anObject.accepts(value) &&
      ["get", "set", "delete", "clear"].every((name) => typeof Reflect.get(value as object, name) === "function"),
  },
  refusalTtlMs: {
    expected: "a number of at least 0",
    accepts: (value) => typeof value === "number" && value >= 0,
  },
};

/** Errors: `unknown-option`, `invalid-option`. */
export function checkPlanCacheOptions(options: PlanCacheOptions): void {
  checkOptions(options, rules, "planCache");
  const { directory, store, diskMaxBytes, diskMaxAgeMs } = options;
  if (directory !== undefined && store !== undefined) {
    throw new RuntimeError("invalid-option", "planCache has one second level: either directory or store", {
      option: "store",
    });
  }
  const bound = diskMaxBytes !== undefined ? "diskMaxBytes" : diskMaxAgeMs !== undefined ? "diskMaxAgeMs" : undefined;
  if (bound !== undefined && directory === undefined) {
    throw new RuntimeError("invalid-option", `${bound} of planCache bounds a directory, and there is none`, {
      option: bound,
    });
  }
}
