import type { PlanArtifact } from "@causeway/obs";
import type { CollectedRun } from "./collect-runs.js";
import { decisionsView } from "./decisions-view.js";
import { filesView } from "./files-view.js";
import { formatMs, formatTime } from "./format.js";
import { type Html, html } from "./html.js";
import { planView } from "./plan-view.js";
import { statementView } from "./statement-view.js";
import { timelineView } from "./timeline-view.js";

/** Name and ending of a run, for its heading and for the list of runs. */
export interface RunHeading {
  readonly label: string;
  readonly outcome: "ok" | "error" | "aborted" | "open";
  readonly startedMs: number | undefined;
  readonly durationMs: number | undefined;
}

export function headingOf({ events, artifacts }: CollectedRun): RunHeading {
  const [start] = events["run-start"] ?? [];
  const [end] = events["run-end"] ?? [];
  return {
    label: end?.label ?? start?.label ?? artifacts["run-report"]?.label ?? "run",
    outcome: end?.outcome ?? "open",
    startedMs: start?.atMs,
    durationMs: end?.durationMs,
  };
}

/** All that is known of one run. What was not recorded has no place. */
export function runView(run: CollectedRun): Html {
  const { label, outcome, startedMs, durationMs } = headingOf(run);
  const error = run.events["run-end"]?.[0]?.error;
  const { statement, plan } = run.artifacts;
  const operators = run.artifacts["run-report"]?.operators;
  return html`<article id="run-${run.runId}">
<header><h2>${label} <span class="badge ${outcome}">${outcome}</span></h2>
<p class="quiet">${startedMs === undefined ? undefined : `${formatTime(startedMs)} UTC · `}${durationMs === undefined ? undefined : `${formatMs(durationMs)} · `}<code>${run.runId}</code></p>
${error === undefined ? undefined : html`<p class="failure"><b>${error.code ?? error.name}</b> ${withoutCode(error.message, error.code)}</p>`}</header>
${statement === undefined ? undefined : statementView(statement)}
<div class="columns">${decisionsView(run)}${filesView(run)}</div>
${timelineView(run)}
${operators === undefined ? undefined : planView(operators)}
${plan === undefined ? undefined : planTexts(plan)}
</article>`;
}

function withoutCode(message: string, code: string | undefined): string {
  return code !== undefined && message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;
}

function planTexts({ logical, optimized, physical }: PlanArtifact): Html {
  const text = (title: string, plan: string | undefined): Html | undefined =>
    plan === undefined ? undefined : html`<details><summary>${title}</summary><pre>${plan}</pre></details>`;
  return html`<section class="card"><h3>Plans as text</h3>${text("Logical, as it was written", logical)}${text("Optimised", optimized)}${text("Physical", physical)}</section>`;
}
