import type { PhaseRecord, SpanSummary } from "@causeway/obs";
import type { CollectedRun } from "./collect-runs.js";
import { cutText, formatMs } from "./format.js";
import { type Html, html } from "./html.js";
import { hiddenCount, type ShownSpan, shownSpans } from "./timeline-spans.js";

const size = { label: 230, width: 690, row: 26, bar: 16, axis: 22 };

interface TimelineRow {
  readonly name: string;
  readonly depth: number;
  readonly startMs: number;
  readonly durationMs: number;
  readonly kind: "run" | "phase" | "engine" | "failed";
  /** Several alike on one line: each from its start for its duration, in milliseconds. */
  readonly parts?: readonly (readonly [number, number])[];
}

/** The run, its phases, what the engine did in them, and the runs that are part of it, as bars over one axis of time. */
export function timelineView(run: CollectedRun): Html | undefined {
  const startMs = run.events["run-start"]?.[0]?.atMs;
  const rows = startMs === undefined ? [] : rowsOf(run, startMs, 0);
  if (rows.length === 0) return undefined;
  const totalMs = Math.max(...rows.map((row) => row.startMs + row.durationMs), 0.001);
  const height = rows.length * size.row + size.axis;
  const width = size.label + size.width + 90;
  return html`<section class="card"><h3>Timeline</h3>
<div class="wide"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Timeline of ${rows.length} spans">
${axis(totalMs, height)}
${rows.map((row, index) => bar(row, index, totalMs))}
</svg></div>${hiddenSpans(run)}${spanTable(run.events["span-summary"] ?? [])}</section>`;
}

function rowsOf(run: CollectedRun, originMs: number, depth: number): TimelineRow[] {
  const [start] = run.events["run-start"] ?? [];
  const [end] = run.events["run-end"] ?? [];
  if (start === undefined || end === undefined) return [];
  const startMs = start.atMs - originMs;
  const phases = [...end.phases].sort(
    (left, right) => left.offsetMs - right.offsetMs || right.durationMs - left.durationMs,
  );
  return [
    { name: end.label, depth, startMs, durationMs: end.durationMs, kind: end.outcome === "ok" ? "run" : "failed" },
    ...phases.flatMap((phase) => phaseRows(phase, phases, run, startMs, depth + 1)),
    ...engineRows(
      engineTrees(run).filter((tree) => phaseOf(tree, phases, start.atMs) === undefined),
      originMs,
      depth + 1,
    ),
    ...run.children.flatMap((child) => rowsOf(child, originMs, depth + 1)),
  ];
}

/** A phase, and below it what the engine did in it; without spans of the engine, below `execute` what its report tells of its time. */
function phaseRows(
  phase: PhaseRecord,
  phases: readonly PhaseRecord[],
  run: CollectedRun,
  originMs: number,
  depth: number,
): TimelineRow[] {
  const startMs = originMs + phase.offsetMs;
  const around = phases.filter((other) => other !== phase && contains(other, phase)).length;
  const row: TimelineRow = {
    name: phase.name,
    depth: depth + around,
    startMs,
    durationMs: phase.durationMs,
    kind: phase.failed ? "failed" : "phase",
  };
  const startedAtMs = run.events["run-start"]?.[0]?.atMs ?? 0;
  const trees = engineTrees(run).filter((tree) => phaseOf(tree, phases, startedAtMs) === phase);
  if (trees.length > 0) return [row, ...engineRows(trees, startedAtMs - originMs, row.depth + 1)];
  const engine = run.artifacts["run-report"]?.engineMs;
  if (phase.name !== "execute" || engine === undefined || engine.execute === 0) return [row];
  const firstRow =
    engine.firstRow === undefined
      ? []
      : [
          {
            ...row,
            name: "until first row",
            depth: row.depth + 1,
            startMs: startMs + engine.plan,
            durationMs: engine.firstRow,
            kind: "engine" as const,
          },
        ];
  return [
    row,
    { ...row, name: "engine plans", depth: row.depth + 1, durationMs: engine.plan, kind: "engine" },
    ...firstRow,
  ];
}

function engineTrees({ artifacts }: CollectedRun): readonly (readonly ShownSpan[])[] {
  return artifacts.spans === undefined ? [] : shownSpans(artifacts.spans);
}

/** The innermost phase in which a tree of spans began. */
function phaseOf(
  [top]: readonly ShownSpan[],
  phases: readonly PhaseRecord[],
  runStartMs: number,
): PhaseRecord | undefined {
  const offsetMs = (top?.spans[0].startMs ?? 0) - runStartMs;
  return phases.findLast((phase) => phase.offsetMs <= offsetMs && offsetMs <= phase.offsetMs + phase.durationMs);
}

/** `originMs`: the beginning of the page's axis, in milliseconds since 1970. */
function engineRows(trees: readonly (readonly ShownSpan[])[], originMs: number, depth: number): TimelineRow[] {
  return trees.flat().map(({ spans, depth: own }) => {
    const [first] = spans;
    const endMs = Math.max(...spans.map((span) => span.startMs + span.durationMs));
    return {
      name: spans.length === 1 ? first.name : `${first.name} × ${spans.length}`,
      depth: depth + own,
      startMs: first.startMs - originMs,
      durationMs: endMs - first.startMs,
      kind: spans.some(({ failed }) => failed) ? "failed" : "engine",
      ...(spans.length > 1 && { parts: spans.map((span) => [span.startMs - originMs, span.durationMs] as const) }),
    };
  });
}

function hiddenSpans({ artifacts }: CollectedRun): Html | undefined {
  const { spans } = artifacts;
  const hidden = spans === undefined ? 0 : hiddenCount(spans, shownSpans(spans));
  return hidden === 0 ? undefined : html`<p class="quiet">${hidden} more spans are not drawn.</p>`;
}

function contains(outer: PhaseRecord, inner: PhaseRecord): boolean {
  return outer.offsetMs <= inner.offsetMs && outer.offsetMs + outer.durationMs >= inner.offsetMs + inner.durationMs;
}

function axis(totalMs: number, height: number): Html[] {
  const step = niceStep(totalMs / 5);
  const ticks = Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, index) => index * step);
  return ticks.map((tick) => {
    const x = size.label + (tick / totalMs) * size.width;
    return html`<line class="tick" x1="${x}" x2="${x}" y1="0" y2="${height - size.axis + 2}"/><text class="axis" x="${x}" y="${height - 6}" text-anchor="middle">${tickText(tick)}</text>`;
  });
}

/** The least of 1, 2 and 5 times a power of ten that is not below the value. */
function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((factor) => factor * power >= value) ?? 10) * power;
}

function tickText(ms: number): string {
  if (ms === 0) return "0";
  return ms < 1_000 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms / 1_000).toPrecision(3))} s`;
}

function bar({ name, depth, startMs, durationMs, kind, parts }: TimelineRow, index: number, totalMs: number): Html {
  const y = index * size.row + (size.row - size.bar) / 2;
  const xOf = (ms: number): number => size.label + (ms / totalMs) * size.width;
  const widthOf = (ms: number): number => Math.max(2, (ms / totalMs) * size.width);
  const spans = parts ?? [[startMs, durationMs] as const];
  const text = formatMs(spans.reduce((sum, [, ms]) => sum + ms, 0));
  const right = xOf(startMs) + widthOf(durationMs);
  const baseline = y + size.bar - 4;
  return html`<text class="span" x="${depth * 12}" y="${baseline}">${cutText(name, 34 - depth * 2)}</text>
${spans.map(([atMs, ms]) => html`<rect class="bar ${kind}" x="${xOf(atMs).toFixed(1)}" y="${y}" width="${widthOf(ms).toFixed(1)}" height="${size.bar}" rx="${parts === undefined ? 3 : 1}"><title>${name}: ${formatMs(ms)}</title></rect>`)}
<text class="measure" x="${(right + 6).toFixed(1)}" y="${baseline}">${text}</text>`;
}

function spanTable(spans: readonly SpanSummary[]): Html | undefined {
  if (spans.length === 0) return undefined;
  const rows = spans.map(
    ({ name, count, totalMs, p50Ms, p95Ms }) =>
      html`<tr><td>${name}</td><td class="number">${count}</td>${[totalMs, p50Ms, p95Ms].map((ms) => html`<td class="number">${formatMs(ms)}</td>`)}</tr>`,
  );
  return html`<div class="wide"><table><thead><tr><th>span</th><th class="number">count</th><th class="number">total</th><th class="number">p50</th><th class="number">p95</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
