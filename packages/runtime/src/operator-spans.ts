import type { OperatorMetrics } from "@causeway/ext-native";
import type { FinishedSpan } from "@causeway/obs";

/**
 * The operators of an executed plan as spans, each below the operator that it feeds, with what it measured as attributes
 * (`datafusion.metrics.output_rows`; times in nanoseconds). An operator that measures no times itself spans those that feed it.
 */
export function operatorSpans(root: OperatorMetrics): readonly FinishedSpan[] {
  const spans: FinishedSpan[] = [];
  add(root, "0", undefined, spans);
  return spans;
}

function add(operator: OperatorMetrics, id: string, parentId: string | undefined, spans: FinishedSpan[]): void {
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
): FinishedSpan {
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
