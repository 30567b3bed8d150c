import { type MeterProvider, metrics, type TracerProvider, trace } from "@opentelemetry/api";
import type { RunTelemetry } from "../run-telemetry.js";
import { RunMetrics } from "./run-metrics.js";
import { RunSpan } from "./run-span.js";

export interface OpenTelemetryOptions {
  /** What the names of spans, metrics and attributes begin with. Default `causeway`. */
  readonly namespace?: string | undefined;
  /** Value of `db.system.name` for runs that are queries. Default `datafusion`. */
  readonly systemName?: string | undefined;
  /** Puts the text of queries on their spans, as `db.query.text`. It can hold what is secret. Default false. */
  readonly queryText?: boolean | undefined;
  /** Default: the global one, whenever it is registered. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the global one, whenever it is registered. */
  readonly meterProvider?: MeterProvider | undefined;
}

const scope = "@causeway/obs";

/**
 * Opens a span for each run and each of its phases, and counts metrics from what runs record. Without an SDK in the process both go
 * nowhere. The names follow the semantic conventions of OpenTelemetry for database clients, where they have one.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): RunTelemetry {
  const { namespace = "causeway", systemName = "datafusion", queryText = false } = options;
  const tracer = (options.tracerProvider ?? trace).getTracer(scope);
  let current: { readonly provider: MeterProvider; readonly metrics: RunMetrics } | undefined;

  // Tracers find an SDK that comes later by themselves; meters do not.
  function runMetrics(): RunMetrics {
    const provider = options.meterProvider ?? metrics.getMeterProvider();
    if (current?.provider !== provider) {
      current = { provider, metrics: new RunMetrics(provider.getMeter(scope), namespace) };
    }
    return current.metrics;
  }

  return {
    startRun: (start) => new RunSpan(start, { tracer, metrics: runMetrics(), namespace, systemName, queryText }),
  };
}
