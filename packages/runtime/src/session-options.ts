import type { ScanBudget } from "@causeway/delta-pruning";
import type { EngineOptions } from "@causeway/ext-native";
import type { DiagnosticsSink, RunTelemetry } from "@causeway/obs";
import type { Policy, PreflightMode } from "@causeway/sql-preflight";
import { anObject, checkOptions, type OptionRule, type OptionRules, oneOf } from "./check-options.js";
import { checkPlanCacheOptions, type PlanCacheOptions } from "./plan-cache-options.js";
import { type RecordedDetail, recordRule } from "./recorded-details.js";
import { RuntimeError } from "./runtime-error.js";

import { checkSessionTracing, type SessionTracing } from "./session-tracing.js";
import type { SessionTableSource } from "./table-freshness.js";

/** How a query is to travel to the engine: as Substrait where that is possible, as nothing but Substrait, or as its SQL text. */
export type LanePreference = "prefer-substrait" | "substrait-only" | "sql";

/** Options of a session. Everything has a default. */
export interface SessionOptions {
  /** The tables that SQL can name. More can be registered later. */
  readonly tables?: Readonly<Record<string, SessionTableSource>>;
  /**
   * What statements may do, and which rows and values of the tables they see. Default: read, and only registered tables. The engine holds it against
   * every plan, so leaving out the preflight leaves out nothing of it. Its `parameters` are of this session: a service has one session for each
   * principal whose rows differ. The engine's own `allow` must permit more as well.
   */
  readonly policy?: Policy;
  /** What becomes of a statement that the preflight finds wanting. Default: `enforce`, which refuses it. */
  readonly preflight?: PreflightMode;
  /** Default: `prefer-substrait`. */
  readonly lane?: LanePreference;
  /** Keeps the plans of queries, so that a text which comes again is neither checked nor planned again. Default: in memory; `false` keeps none. */
  readonly planCache?: PlanCacheOptions | false;
  /** Refuses a query that would read more of a Delta table, before it begins. Holds for each scan of a plan. Default: none. */
  readonly budget?: ScanBudget;
  /** Takes the events and reports of every run. Default: none. */
  readonly diagnostics?: DiagnosticsSink;
  /** What is recorded of each run beside its events and its report. Default: nothing; SQL text is sensitive. */
  readonly record?: readonly RecordedDetail[];
  /**
   * Follows each query and each change of a table by spans and metrics, down into the engine. `openTelemetry()` of `@causeway/obs/opentelemetry` alone stands
   * for `{ telemetry }`. Default: none.
   */
  readonly tracing?: SessionTracing | RunTelemetry;
  /** Threads, memory, spilling and settings of the engine. Its policy is that of the session. */
  readonly engine?: Omit<EngineOptions, "policy">;
}

export const preflightRule = oneOf("enforce", "warn", "off");
export const laneRule = oneOf("prefer-substrait", "substrait-only", "sql");

const rules: OptionRules<SessionOptions> = {
  tables: anObject,
  policy: anObject,
  preflight: preflightRule,
  lane: laneRule,
  planCache: {
    expected: "an object or false",
    accepts: (value) => value === false || anObject.accepts(value),
  },
  diagnostics: {
    expected: "a sink with recordEvents and recordArtifact",
    accepts: (value) =>
      typeof value === "object" &&
      value !== null &&
      typeof Reflect.get(value, "recordEvents") === "function" &&
      typeof Reflect.get(value, "recordArtifact") === "function",
  },
  record: recordRule,
  tracing: anObject,
  engine: anObject,
  budget: anObject,
};

const aLimit: OptionRule = {
  expected: "an integer of at least 0",
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};

/** Errors: `unknown-option`, `invalid-option`. */
export function checkBudget(budget: ScanBudget | undefined): void {
  if (budget !== undefined) checkOptions(budget, { maxFiles: aLimit, maxBytes: aLimit }, "budget");
}

/** Errors: `unknown-option`, `invalid-option`. */
export function checkSessionOptions(options: SessionOptions): void {
  checkOptions(options, rules, "openSession");
  checkBudget(options.budget);
  if (options.engine !== undefined && Object.hasOwn(options.engine, "policy")) {
    throw new RuntimeError("invalid-option", "the policy is an option of openSession, not of its engine", {
      option: "engine",
    });
  }
  if (options.tracing !== undefined) checkSessionTracing(options.tracing);
  if (options.planCache) checkPlanCacheOptions(options.planCache);
}
