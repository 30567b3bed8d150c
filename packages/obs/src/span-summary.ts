/** Anything with a name and a duration: the phases of a run, for one. */
export interface Span {
  readonly name: string;
  /** Duration in milliseconds. */
  readonly durationMs: number;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** All spans of one name, in numbers. */
export interface SpanSummary {
  readonly name: string;
  readonly count: number;
  /** Sum of the durations in milliseconds. */
  readonly totalMs: number;
  /** The shortest duration that at least half of the spans do not pass, in milliseconds. */
  readonly p50Ms: number;
  /** The shortest duration that at least 95 % of the spans do not pass, in milliseconds. */
  readonly p95Ms: number;
  /**
   * Sum of the spans' attribute `bytes`, where one has it: what requests to a store have moved.
   * @asType integer
   */
  readonly bytes?: number;
}

/** Sums up spans by name, the name with the largest total first. Percentiles are nearest-rank: always a duration that was seen. */
export function spanSummary(spans: Iterable<Span>): SpanSummary[] {
  const durations = new Map<string, number[]>();
  const bytes = new Map<string, number>();
  for (const { name, durationMs, attributes } of spans) {
    const known = durations.get(name);
    if (known === undefined) durations.set(name, [durationMs]);
    else known.push(durationMs);
    const moved = attributes?.["bytes"];
    if (typeof moved === "number") bytes.set(name, (bytes.get(name) ?? 0) + moved);
  }
  return [...durations]
    .map(([name, values]) => summarise(name, values, bytes.get(name)))
    .sort((a, b) => b.totalMs - a.totalMs);
}

function summarise(name: string, values: number[], bytes: number | undefined): SpanSummary {
  values.sort((a, b) => a - b);
  return {
    name,
    count: values.length,
    totalMs: values.reduce((sum, value) => sum + value, 0),
    p50Ms: nearestRank(values, 0.5),
    p95Ms: nearestRank(values, 0.95),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

function nearestRank(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}
