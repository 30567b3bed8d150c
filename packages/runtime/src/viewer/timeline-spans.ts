import type { SpanPart, SpansArtifact } from "@causeway/obs";

/** A span of the engine in the tree of those that are shown. */
export interface ShownSpan {
  readonly span: SpanPart;
  /** 0 for what is part of the run or of a phase itself. */
  readonly depth: number;
}

/** Most spans that are drawn; of more, the longest, each with those that it is part of. */
const mostShown = 80;

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
  const tree = (span: SpanPart, depth: number): ShownSpan[] => [
    { span, depth },
    ...inOrder(children.get(span.id) ?? []).flatMap((child) => tree(child, depth + 1)),
  ];
  const tops = [...chosen].filter(({ parentId }) => parentId === undefined || !byId.has(parentId));
  return inOrder(tops).map((span) => tree(span, 0));
}

/** Spans that the timeline leaves out: those that were dropped, and those that are shorter than the shown ones. */
export function hiddenCount({ spans, dropped }: SpansArtifact, shown: readonly (readonly ShownSpan[])[]): number {
  const steps = spans.filter(({ id }) => !id.startsWith("operator.")).length;
  return steps + dropped - shown.reduce((sum, tree) => sum + tree.length, 0);
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
