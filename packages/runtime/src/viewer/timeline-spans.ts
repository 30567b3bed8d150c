import type { SpanPart, SpansArtifact } from "@causeway/obs";

/** Spans of the engine on one line of the timeline: one, or several alike. */
export interface ShownSpan {
  /** Of one name, in the order of their beginnings. Several have no parts. */
  readonly spans: readonly [SpanPart, ...SpanPart[]];
  /** 0 for what is part of the run or of a phase itself. */
  readonly depth: number;
}

/** Most spans that are drawn; of more, the longest, each with those that it is part of. */
const mostShown = 200;

/** The spans to draw, each below the one that it is part of and in the order of their beginnings. Operators of the plan have a picture of their own. */
export function shownSpans({ spans }: SpansArtifact): readonly (readonly ShownSpan[])[] {
  const steps = spans.filter(({ id }) => !id.startsWith("operator."));
  const byId = new Map(steps.map((span) => [span.id, span]));
  const chosen = new Set<SpanPart>();
  for (const span of [...steps].sort((left, right) => right.durationMs - left.durationMs)) {
    if (chosen.size >= mostShown) break;
    for (let next: SpanPart | undefined = span; next !== undefined && !chosen.has(next); ) {
      chosen.add(next);
      next = next.parentId === undefined ? undefined : byId.get(next.parentId);
    }
  }
  const children = groupedByParent(chosen);
  const hasNoParts = ({ id }: SpanPart): boolean => !children.has(id);
  const tree = (span: SpanPart, depth: number): ShownSpan[] => [
    { spans: [span], depth },
    ...linesOf(inOrder(children.get(span.id) ?? []), hasNoParts).flatMap((spans) =>
      spans.length === 1 ? tree(spans[0], depth + 1) : [{ spans, depth: depth + 1 }],
    ),
  ];
  const tops = [...chosen].filter(({ parentId }) => parentId === undefined || !byId.has(parentId));
  return inOrder(tops).map((span) => tree(span, 0));
}

/** Neighbours on one line each; those without parts that have one name share the line of the first. */
function linesOf(
  spans: readonly SpanPart[],
  hasNoParts: (span: SpanPart) => boolean,
): readonly [SpanPart, ...SpanPart[]][] {
  const lines: [SpanPart, ...SpanPart[]][] = [];
  const shared = new Map<string, SpanPart[]>();
  for (const span of spans) {
    const line = hasNoParts(span) ? shared.get(span.name) : undefined;
    if (line !== undefined) {
      line.push(span);
      continue;
    }
    const own: [SpanPart, ...SpanPart[]] = [span];
    lines.push(own);
    if (hasNoParts(span)) shared.set(span.name, own);
  }
  return lines;
}

/** Spans that the timeline leaves out: those that were dropped, and those that are shorter than the shown ones. */
export function hiddenCount({ spans, dropped }: SpansArtifact, shown: readonly (readonly ShownSpan[])[]): number {
  const steps = spans.filter(({ id }) => !id.startsWith("operator.")).length;
  const drawn = shown.flat().reduce((sum, { spans: line }) => sum + line.length, 0);
  return steps + dropped - drawn;
}

function inOrder(spans: Iterable<SpanPart>): SpanPart[] {
  return [...spans].sort((left, right) => left.startMs - right.startMs);
}

function groupedByParent(spans: Iterable<SpanPart>): Map<string | undefined, SpanPart[]> {
  const groups = new Map<string | undefined, SpanPart[]>();
  for (const span of spans) {
    const group = groups.get(span.parentId);
    if (group === undefined) groups.set(span.parentId, [span]);
    else group.push(span);
  }
  return groups;
}
