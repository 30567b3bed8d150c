import {
  type Context,
  context,
  createTraceState,
  isSpanContextValid,
  type SpanContext,
  trace,
} from "@opentelemetry/api";
import type { TraceContext } from "../trace-context.js";

/**
 * Where a run's span stands: below what came in from outside, else below the parent that was given, else below the span that is
 * active, else below the run around it.
 */
export function contextBelow(
  incoming: TraceContext | undefined,
  parent: Context | undefined,
  surrounding: Context | undefined,
): Context {
  if (incoming !== undefined) return trace.setSpanContext(context.active(), remoteSpanContext(incoming));
  if (parent !== undefined) return parent;
  const active = context.active();
  return trace.getSpanContext(active) === undefined ? (surrounding ?? active) : active;
}

/** The W3C form of a span's context; undefined for a span that belongs to no trace. */
export function traceContextOf(span: SpanContext): TraceContext | undefined {
  if (!isSpanContextValid(span)) return undefined;
  const { traceId, spanId, traceFlags, traceState } = span;
  const flags = traceFlags.toString(16).padStart(2, "0");
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, tracestate: traceState?.serialize() };
}

function remoteSpanContext({ traceparent, tracestate }: TraceContext): SpanContext {
  const [, traceId = "", spanId = "", flags = ""] = traceparent.split("-");
  const traceFlags = Number.parseInt(flags, 16);
  const known = { traceId, spanId, traceFlags, isRemote: true };
  return tracestate === undefined ? known : { ...known, traceState: createTraceState(tracestate) };
}
