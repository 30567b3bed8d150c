import type { ScanReport } from "@causeway/ext-native";
import type { CacheSummary, RunReport } from "./run-report.js";

/** A few lines of plain text: what came out, where the time went, what was read, and what the stages decided. */
export function formatReport(report: Omit<RunReport, "toString">): string {
  const lines = [
    outcomeLine(report),
    `time    ${timing(report)}`,
    ...report.scans.map((scan) => `read    ${scanText(scan)}`),
    `stages  ${stages(report)}`,
    ...spillLine(report),
  ];
  return lines.join("\n");
}

function outcomeLine({
  label,
  outcome,
  complete,
  errorCode,
  rows,
  batches,
  bytes,
}: Omit<RunReport, "toString">): string {
  const ending = outcome === "ok" && !complete ? "left early" : outcome;
  const error = errorCode === undefined ? "" : ` (${errorCode})`;
  return `${label}: ${ending}${error}, ${count(rows, "row", "rows")} in ${count(batches, "batch", "batches")}, ${size(bytes)} of Arrow`;
}

function timing({ phasesMs }: Omit<RunReport, "toString">): string {
  const phases = Object.entries(phasesMs);
  const total = phases.reduce((sum, [, durationMs]) => sum + durationMs, 0);
  return `${milliseconds(total)} ms (${phases.map(([name, durationMs]) => `${name} ${milliseconds(durationMs)}`).join(", ")})`;
}

function scanText({ table, version, filesRead, filesTotal, bytesScanned }: ScanReport): string {
  const facts = [
    ...(filesTotal === undefined ? [] : [`${filesRead ?? "?"} of ${count(filesTotal, "file", "files")}`]),
    ...(bytesScanned === undefined ? [] : [size(bytesScanned)]),
  ];
  return `${table}${version === undefined ? "" : ` at version ${version}`}: ${facts.join(", ") || "in memory"}`;
}

function stages({ preflight, lane, cache, pruning = [] }: Omit<RunReport, "toString">): string {
  const compiled = [
    ...(preflight === undefined ? [] : [`preflight ${preflight.verdict}${inBrackets(preflight.diagnosticCodes)}`]),
    ...(lane === undefined
      ? []
      : [`${lane.lane} lane${inBrackets(lane.fallback === undefined ? [] : [lane.fallback.code])}`]),
  ];
  const isKept = cache?.use === "hit" || cache?.use === "joined";
  return [
    ...(isKept ? [`${cacheText(cache)}: ${compiled.join(", ")}`] : compiled),
    ...(isKept || cache === undefined ? [] : [cacheText(cache)]),
    ...(pruning.length === 0 ? [] : ["files left to the engine"]),
  ].join("; ");
}

/** The usual, a hit in memory or a miss of what was never there, needs no more words. */
function cacheText({ use, level, reason }: CacheSummary): string {
  const unusual = [level, reason].filter((word) => word !== undefined && word !== "memory" && word !== "absent");
  return `cache ${use}${inBrackets(unusual as string[])}`;
}

function spillLine({ spill }: Omit<RunReport, "toString">): string[] {
  return spill.bytes === 0 ? [] : [`spill   ${size(spill.bytes)} in ${count(spill.files, "file", "files")}`];
}

function inBrackets(codes: readonly string[]): string {
  return codes.length === 0 ? "" : ` (${codes.join(", ")})`;
}

function count(value: number, one: string, many: string): string {
  return `${value.toLocaleString("en-US")} ${value === 1 ? one : many}`;
}

function milliseconds(value: number): string {
  return value.toFixed(value < 1 ? 2 : 1);
}

function size(bytes: number): string {
  if (bytes < 1e3) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
