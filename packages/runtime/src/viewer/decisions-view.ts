import type { EventTypes } from "@causeway/obs";
import type { CollectedRun } from "./collect-runs.js";
import { formatBytes, formatCount } from "./format.js";
import { type Html, html } from "./html.js";

/** What the stages decided: preflight, lane and why, cache; what was committed, spilled, and lost on the way to the sink. */
export function decisionsView(run: CollectedRun): Html | undefined {
  const rows = [...attributeRows(run), ...preflightRows(run), ...laneRows(run), ...cacheRows(run), ...costRows(run)];
  if (rows.length === 0) return undefined;
  return html`<section class="card"><h3>Decisions</h3><dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>`;
}

type Row = readonly [name: string, value: Html];

function preflightRows({ artifacts, events }: CollectedRun): Row[] {
  const report = artifacts["run-report"]?.preflight;
  const [event] = events.preflight ?? [];
  if (report === undefined) return [];
  const codes =
    report.diagnosticCodes.length === 0
      ? undefined
      : html` <span class="quiet">${[...new Set(report.diagnosticCodes)].join(", ")}</span>`;
  const by =
    event === undefined
      ? undefined
      : html` <span class="quiet">checked by ${event.checkedBy}${event.statementKind === undefined ? "" : `, ${event.statementKind}`}</span>`;
  const kind = report.verdict === "refused" ? "error" : report.verdict === "warned" ? "warning" : "ok";
  return [["preflight", html`<b class="${kind}">${report.verdict}</b>${codes}${by}`]];
}

function laneRows({ artifacts }: CollectedRun): Row[] {
  const lane = artifacts["run-report"]?.lane;
  if (lane === undefined) return [];
  const { fallback } = lane;
  const why =
    fallback === undefined
      ? undefined
      : html` <b class="warning">${fallback.code}</b> <span class="quiet">${fallback.reason}${fallback.node === undefined ? "" : ` (${fallback.node})`}</span>`;
  return [
    ["lane", html`<b>${lane.lane}</b>${why}`],
    ["plan", html`<code>${lane.planHash.slice(0, 16)}</code>`],
  ];
}

function cacheRows({ artifacts, events }: CollectedRun): Row[] {
  const cache = artifacts["run-report"]?.cache;
  if (cache === undefined) return [];
  const look = events["cache-use"]?.find(({ cache: name }) => name === "plan");
  const level = cache.level ?? look?.level;
  const facts = [
    ...(level === undefined ? [] : [`from ${level}`]),
    ...(look?.reason === undefined ? [] : [look.reason]),
  ];
  return [
    [
      "cache",
      html`<b class="${cache.use === "hit" ? "ok" : ""}">${cache.use}</b> <span class="quiet">${facts.join(", ")}</span>`,
    ],
  ];
}

/** What the run is said to be about, such as the application that an incremental run is of. */
function attributeRows({ events }: CollectedRun): Row[] {
  const attributes = events["run-end"]?.[0]?.attributes ?? events["run-start"]?.[0]?.attributes ?? {};
  return Object.entries(attributes).map(([name, value]) => [name, html`${String(value)}`]);
}

/** The commits of the run and of those that are part of it. */
function commitsOf({ events, children }: CollectedRun): readonly EventTypes["commit"][] {
  return [...(events.commit ?? []), ...children.flatMap(commitsOf)];
}

function costRows(run: CollectedRun): Row[] {
  const { artifacts, events } = run;
  const report = artifacts["run-report"];
  const commits = commitsOf(run).map(
    ({ uri, version, rows, files }): Row => [
      "commit",
      html`version ${version} of <code>${uri}</code> <span class="quiet">${formatCount(rows, "row", "rows")} in ${formatCount(files, "file", "files")}</span>`,
    ],
  );
  const dropped = (events["records-dropped"] ?? []).reduce((sum, { count }) => sum + count, 0);
  return [
    ...(report === undefined
      ? []
      : [
          [
            "result",
            html`${formatCount(report.rows, "row", "rows")} in ${formatCount(report.batches, "batch", "batches")}, ${formatBytes(report.bytes)} of Arrow${report.complete ? "" : ", not read to its end"}`,
          ] as const,
        ]),
    ...(report?.peakMemoryBytes === undefined
      ? []
      : [["memory", html`${formatBytes(report.peakMemoryBytes)} at most`] as const]),
    ...(report === undefined || report.spill.bytes === 0
      ? []
      : [
          [
            "spilled",
            html`<b class="warning">${formatBytes(report.spill.bytes)}</b> in ${formatCount(report.spill.files, "file", "files")}`,
          ] as const,
        ]),
    ...commits,
    ...(dropped === 0
      ? []
      : [
          [
            "records",
            html`<b class="warning">${formatCount(dropped, "record is", "records are")} missing</b> in these diagnostics`,
          ] as const,
        ]),
  ];
}
