import type { OperatorMetrics } from "../execution-report.js";
import type { EngineSpan } from "./engine-span.js";

/**
 * The operators of an executed plan as spans, each below the operator that it feeds, with what it measured as attributes
 * (`datafusion.metrics.output_rows`; times in nanoseconds). An operator that measures no times itself spans those that feed it.
 * `parentId`: the span that the topmost one is part of.
 */
export function operatorSpans(root: OperatorMetrics, parentId?: string): readonly EngineSpan[] {
  const spans: EngineSpan[] = [];
  add(root, "operator.0", parentId, spans);
  return spans;
}

function add(operator: OperatorMetrics, id: string, parentId: string | undefined, spans: EngineSpan[]): void {
  const period = periodOf(operator);
  if (period !== undefined) spans.push(spanOf(operator, period, id, parentId));
  const above = period === undefined ? parentId : id;
  for (const [index, child] of operator.children.entries()) add(child, `${id}.${index}`, above, spans);
}

function spanOf(
  { name, detail, metrics }: OperatorMetrics,
  { startMs, endMs }: Period,
  id: string,
  parentId: string | undefined,
): EngineSpan {
  const attributes = Object.fromEntries(
    Object.entries(metrics).map(([metric, value]) => [`datafusion.metrics.${metric}`, value]),
  );
  return { id, parentId, name, startMs, durationMs: endMs - startMs, attributes, detail };
}

interface Period {
  readonly startMs: number;
  readonly endMs: number;
}

function periodOf({ startMs, endMs, children }: OperatorMetrics): Period | undefined {
  if (startMs !== undefined && endMs !== undefined) return { startMs, endMs };
  const below = children.flatMap((child) => periodOf(child) ?? []);
  if (below.length === 0) return undefined;
  return {
    startMs: Math.min(...below.map((period) => period.startMs)),
    endMs: Math.max(...below.map((period) => period.endMs)),
  };
}
