import { type CollectedRun, collectRuns, type RunRecord } from "./collect-runs.js";
import { cutText, formatCount, formatMs, formatTime } from "./format.js";
import { type Html, html, Html as Markup } from "./html.js";
import { pageStyle } from "./page-style.js";
import { headingOf, runView } from "./run-view.js";

/** What of the records becomes a page. */
export interface RunPageOptions {
  /** Most runs that are shown, the latest. Default: 50. */
  readonly last?: number;
  /** Only the run of this id, with the runs that are part of it. */
  readonly runId?: string;
}

/**
 * Runs as one HTML page that stands by itself: no script, no network. `records` are those of a memory sink, or the parsed lines of a JSONL file.
 * Statement, plan and operators are shown where the session recorded them (`record`). Undefined when there is no such run.
 *
 * @example
 * const diagnostics = memorySink();
 * const session = await openSession({ tables, diagnostics, record: ["statement", "plan", "operators"] });
 * await (await session.query("SELECT count(*) FROM flights")).rows();
 * await writeFile("runs.html", renderRuns(diagnostics.records) ?? "");
 */
export function renderRuns(
  records: Iterable<RunRecord>,
  { last = 50, runId }: RunPageOptions = {},
): string | undefined {
  const all = collectRuns(records);
  const runs = runId === undefined ? all.slice(-last) : findRun(all, runId);
  return runs.length === 0 ? undefined : page(runs).text;
}

function findRun(runs: readonly CollectedRun[], runId: string): readonly CollectedRun[] {
  for (const run of runs) {
    const found = run.runId === runId ? [run] : findRun(run.children, runId);
    if (found.length > 0) return found;
  }
  return [];
}

/** Marks the link of the run that is shown. The id is one of ours: nothing but digits, letters and dashes goes in. */
function currentLink({ runId }: CollectedRun, index: number, runs: readonly CollectedRun[]): string {
  const id = runId.replace(/[^\w-]/g, "");
  const shown = [
    `body:has(#run-${id}:target)`,
    ...(index === runs.length - 1 ? ["body:not(:has(article:target))"] : []),
  ];
  return `${shown.map((state) => `${state} nav a[href="#run-${id}"]`).join(",")}{background:var(--page)}\n`;
}

function page(runs: readonly CollectedRun[]): Html {
  const [first] = runs.length === 1 ? runs : [];
  const title = first === undefined ? `${runs.length} runs` : headingOf(first).label;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title} · Causeway</title><style>${new Markup(pageStyle + runs.map(currentLink).join(""))}</style></head>
<body><nav><h1>Causeway</h1><p class="quiet">${formatCount(runs.length, "run", "runs")}, the latest first</p>${[...runs].reverse().map(runLink)}</nav>
<main>${runs.map(runView)}</main></body></html>
`;
}

/** The beginning of the text, where it was recorded. */
function snippet({ artifacts }: CollectedRun): Html | undefined {
  const sql = artifacts.statement?.sql.replace(/\s+/g, " ").trim();
  return sql === undefined ? undefined : html`<span class="snippet">${cutText(sql, 80)}</span>`;
}

function runLink(run: CollectedRun): Html {
  const { label, outcome, startedMs, durationMs } = headingOf(run);
  const time = startedMs === undefined ? "" : `${formatTime(startedMs)} UTC, `;
  return html`<a href="#run-${run.runId}" title="${time}${outcome}"><span class="dot ${outcome}"></span><span>${label}</span><span class="quiet">${durationMs === undefined ? "open" : formatMs(durationMs)}</span>${snippet(run)}</a>
`;
}
