import type { CollectedRun } from "./collect-runs.js";
import { formatBytes, formatCount } from "./format.js";
import { type Html, html } from "./html.js";

/** What became of the files of one table. */
interface TableFiles {
  readonly table: string;
  readonly version: string | undefined;
  readonly filesTotal: number;
  readonly filesRead: number;
  /** Files that were left out, by reason. */
  readonly skipped: readonly (readonly [reason: string, files: number])[];
  readonly facts: readonly string[];
}

/** Files read against files left out, for each table. */
export function filesView(run: CollectedRun): Html | undefined {
  const tables = filesOf(run);
  if (tables.length === 0) return undefined;
  return html`<section class="card"><h3>Files</h3>${tables.map(tableBar)}</section>`;
}

function filesOf({ artifacts, events }: CollectedRun): TableFiles[] {
  const report = artifacts["run-report"];
  return (report?.scans ?? []).flatMap(({ table, version, filesTotal, filesRead, bytesScanned, rowsScanned }) => {
    if (filesTotal === undefined || filesRead === undefined) return [];
    const part = report?.pruning?.find((choice) => choice.table === table);
    const pruned = events.pruning?.find((event) => event.table === table);
    const named = Object.entries({
      ...part?.skipped,
      ...(pruned === undefined
        ? {}
        : {
            "by partition": pruned.skippedByPartition,
            "by statistics": pruned.skippedByStatistics,
            "without rows": pruned.skippedWithoutRows,
          }),
    }).filter(([, files]) => files > 0);
    const unnamed = filesTotal - filesRead - named.reduce((sum, [, files]) => sum + files, 0);
    return [
      {
        table,
        version: version === undefined ? undefined : String(version),
        filesTotal,
        filesRead,
        skipped: [...named, ...(unnamed > 0 ? [["by the engine", unnamed] as const] : [])],
        facts: [
          ...(bytesScanned === undefined ? [] : [`${formatBytes(bytesScanned)} read`]),
          ...(rowsScanned === undefined ? [] : [`${formatCount(rowsScanned, "row", "rows")} read`]),
        ],
      },
    ];
  });
}

function tableBar({ table, version, filesTotal, filesRead, skipped, facts }: TableFiles): Html {
  const part = (kind: string, label: string, files: number): Html | undefined =>
    files === 0
      ? undefined
      : html`<span class="part ${kind}" style="flex-grow:${files}" title="${label}: ${formatCount(files, "file", "files")}"></span>`;
  const legend = [
    `reads ${filesRead} of ${formatCount(filesTotal, "file", "files")}`,
    ...skipped.map(([reason, files]) => `${files} left out ${reason}`),
    ...facts,
  ];
  return html`<div class="table-files"><div><b>${table}</b>${version === undefined ? undefined : html` <span class="quiet">version ${version}</span>`}</div>
<div class="files-bar">${part("read", "read", filesRead)}${skipped.map(([reason, files], index) => part(`skipped-${Math.min(index, 2)}`, `left out ${reason}`, files))}</div>
<div class="quiet">${legend.join(" · ")}</div></div>`;
}
