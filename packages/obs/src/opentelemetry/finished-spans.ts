import { type Context, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { FinishedSpan } from "../run-telemetry.js";

export interface FinishedSpanOptions {
  readonly tracer: Tracer;
  readonly namespace: string;
  readonly queryText: boolean;
}

/** What a span that somebody else has measured is to be part of, and when that was, in milliseconds since 1970-01-01 UTC. */
export interface SpanPlace {
  readonly context: Context;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Makes spans of what somebody else has measured, each below its parent, whatever their order. A parent that is not among
 * them, or that would be its own ancestor, counts as none: then `placeOf` says what it is part of. A time that is outside of
 * that by no more than two ways of reading one clock differ is moved to its edge.
 */
export function startFinishedSpans(
  spans: readonly FinishedSpan[],
  options: FinishedSpanOptions,
  placeOf: (span: FinishedSpan) => SpanPlace,
): void {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const places = new Map<string, SpanPlace>();
  for (const span of spans) {
    for (const next of lineOf(span, byId, places)) {
      const parent = (next.parentId === undefined ? undefined : places.get(next.parentId)) ?? placeOf(next);
      places.set(next.id, { ...parent, context: startAndEnd(next, options, parent) });
    }
  }
}

/** How far two readings of one clock lie apart at most, in milliseconds: a pause of the process between them counts. */
const clockErrorMs = 5;

function withinPlace(timeMs: number, place: SpanPlace): number {
  const inside = Math.min(Math.max(timeMs, place.startMs), place.endMs);
  return Math.abs(inside - timeMs) <= clockErrorMs ? inside : timeMs;
}

/** A span with those of its ancestors that have not been made, the topmost first. */
function lineOf(
  span: FinishedSpan,
  byId: ReadonlyMap<string, FinishedSpan>,
  made: ReadonlyMap<string, SpanPlace>,
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
  place: SpanPlace,
): Context {
  const { name, detail, failed } = span;
  const startMs = withinPlace(span.startMs, place);
  const endMs = withinPlace(span.startMs + span.durationMs, place);
  const shown = queryText && detail !== undefined ? { [`${namespace}.detail`]: detail } : {};
  const started = tracer.startSpan(
    name,
    { startTime: startMs, attributes: { ...span.attributes, ...shown } },
    place.context,
  );
  if (failed === true) started.setStatus({ code: SpanStatusCode.ERROR });
  started.end(endMs);
  return trace.setSpan(place.context, started);
}
