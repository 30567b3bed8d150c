import { type Context, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { FinishedSpan } from "../run-telemetry.js";

export interface FinishedSpanOptions {
  readonly tracer: Tracer;
  readonly namespace: string;
  readonly queryText: boolean;
}

/**
 * Makes spans of what somebody else has measured, each below its parent, whatever their order. A parent that is not among
 * them, or that would be its own ancestor, counts as none.
 */
export function startFinishedSpans(spans: readonly FinishedSpan[], options: FinishedSpanOptions, above: Context): void {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const contexts = new Map<string, Context>();
  for (const span of spans) {
    for (const next of lineOf(span, byId, contexts)) {
      const parent = (next.parentId === undefined ? undefined : contexts.get(next.parentId)) ?? above;
      contexts.set(next.id, startAndEnd(next, options, parent));
    }
  }
}

/** A span with those of its ancestors that have not been made, the topmost first. */
function lineOf(
  span: FinishedSpan,
  byId: ReadonlyMap<string, FinishedSpan>,
  made: ReadonlyMap<string, Context>,
): readonly FinishedSpan[] {
  const line = new Set<FinishedSpan>();
  let next: FinishedSpan | undefined = span;
  while (next !== undefined && !made.has(next.id) && !line.has(next)) {
    line.add(next);
    next = next.parentId === undefined ? undefined : byId.get(next.parentId);
  }
  return [...line].reverse();
}

function startAndEnd(
  span: FinishedSpan,
  { tracer, namespace, queryText }: FinishedSpanOptions,
  parent: Context,
): Context {
  const { name, startMs, durationMs, detail, failed } = span;
  const shown = queryText && detail !== undefined ? { [`${namespace}.detail`]: detail } : {};
  const started = tracer.startSpan(name, { startTime: startMs, attributes: { ...span.attributes, ...shown } }, parent);
  if (failed === true) started.setStatus({ code: SpanStatusCode.ERROR });
  started.end(startMs + durationMs);
  return trace.setSpan(parent, started);
}
