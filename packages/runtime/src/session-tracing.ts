import type { TraceLevel, TracingOptions } from "@causeway/ext-native";
import type { RunTelemetry } from "@causeway/obs";
import { checkOptions, type OptionRule, oneOf } from "./check-options.js";

/** How the runs of a session are followed. */
export interface SessionTracing extends Omit<TracingOptions, "level"> {
  /** Makes spans and metrics of runs: `openTelemetry()` of `@causeway/obs/opentelemetry`. Default: none; then a sink still gets the sums by name. */
  readonly telemetry?: RunTelemetry;
  /**
   * How much the engine tells of each run: `info` its steps and those of delta-rs, `debug` each request to an object store, `trace` all. Default: `info`; `off`
   * leaves only the operators of executed plans.
   */
  readonly level?: TraceLevel | "off";
}

const aTelemetry = (value: unknown): value is RunTelemetry =>
  typeof value === "object" && value !== null && typeof Reflect.get(value, "startRun") === "function";

/** Telemetry alone stands for `{ telemetry }`. */
export function sessionTracing(tracing: SessionTracing | RunTelemetry | undefined): SessionTracing | undefined {
  return aTelemetry(tracing) ? { telemetry: tracing } : tracing;
}

const aSpanCount: OptionRule = {
  expected: "an integer from 1 to 1,000,000",
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 1_000_000,
};

/** Errors: `unknown-option`, `invalid-option`. */
export function checkSessionTracing(tracing: SessionTracing | RunTelemetry): void {
  if (aTelemetry(tracing)) return;
  checkOptions(
    tracing,
    {
      telemetry: { expected: "what openTelemetry() gives", accepts: aTelemetry },
      level: oneOf("off", "info", "debug", "trace"),
      metrics: { expected: "true or false", accepts: (value) => typeof value === "boolean" },
      previewRows: { expected: "0: rows of results are on no span", accepts: (value) => value === 0 },
      maxSpans: aSpanCount,
    },
    "tracing",
  );
}
