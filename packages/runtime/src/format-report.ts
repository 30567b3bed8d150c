import type { ScanReport, StatementCommit } from "@causeway/ext-native";
import { formatBytes, formatCount } from "./format-quantity.js";
import { drawTree, type TreeLine } from "./report-tree.js";
import type { CacheSummary, PhaseName, RunReport, TablePruning } from "./run-report.js";

type Report = Omit<RunReport, "toString">;

/** A tree of plain text: what came out, what each stage decided, where the time went, and what was read. */
export function formatReport(report: Report): string {
  const { phasesMs } = report;
  const totalMs = Object.values(phasesMs).reduce((sum, ms) => sum + ms, 0);
  const line = (phase: PhaseName, decision: string, children: readonly TreeLine[] = []): TreeLine => {
    const ms = phasesMs[phase];
    const share = ms === undefined || totalMs === 0 ? undefined : ms / totalMs;
    return { text: `${phase.padEnd(9)}  ${decision}`.trimEnd(), ms, share, children };
  };
  const stages = [...compilingLines(report, line), ...pruneLines(report, line), ...executeLines(report, line)];
  return drawTree({ text: outcomeText(report), ms: totalMs, children: stages });
}

type PhaseLine = (phase: PhaseName, decision: string, children?: readonly TreeLine[]) => TreeLine;

function outcomeText({ label, outcome, complete, errorCode, rows, batches, bytes }: Report): string {
  const ending = outcome === "ok" && !complete ? "left early" : outcome;
  const error = errorCode === undefined ? "" : ` (${errorCode})`;
  const size = `${formatCount(rows, "row", "rows")} in ${formatCount(batches, "batch", "batches")}`;
  return `${label}: ${ending}${error}, ${size}, ${formatBytes(bytes)} of Arrow`;
}

/** Preflight, lane and cache. What a kept plan was made with stands behind the cache, since no time went there. */
function compilingLines({ preflight, lane, cache, phasesMs }: Report, line: PhaseLine): TreeLine[] {
  const verdict = preflight === undefined ? "" : `${preflight.verdict}${inBrackets(preflight.diagnosticCodes)}`;
  const way =
    lane === undefined ? "" : `${lane.lane}${inBrackets(lane.fallback === undefined ? [] : [lane.fallback.code])}`;
  if (cache?.use === "hit" || cache?.use === "joined") {
    const kept = [...(verdict === "" ? [] : [`preflight ${verdict}`]), ...(way === "" ? [] : [`${way} lane`])];
    return [line("cache", `${cacheText(cache)}: ${kept.join(", ")}`)];
  }
  return [
    ...(verdict === "" && phasesMs.preflight === undefined ? [] : [line("preflight", verdict)]),
    ...(way === "" ? [] : [line("lane", way)]),
    ...(cache === undefined ? [] : [line("cache", cacheText(cache))]),
  ];
}

/** The usual, a hit in memory or a miss of what was never there, needs no more words. */
function cacheText({ use, level, reason }: CacheSummary): string {
  if (level === "persistent") return `${use} (${level})`;
  return reason === undefined || reason === "absent" ? use : `${use} (${reason})`;
}

function pruneLines({ pruning = [], phasesMs }: Report, line: PhaseLine): TreeLine[] {
  return [
    ...(pruning.length === 0 ? [] : [line("prune", pruning.map(pruningText).join("; "))]),
    ...(phasesMs.explain === undefined ? [] : [line("explain", "")]),
  ];
}

function pruningText({ table, chosenBy, filesTotal = 0, filesKept }: TablePruning): string {
  if (chosenBy === "engine" || filesKept === undefined) return `all of ${table}`;
  return `${filesKept.toLocaleString("en-US")} of ${formatCount(filesTotal, "file", "files")} of ${table} may match`;
}

function executeLines({ scans, commit, spill, peakMemoryBytes, phasesMs }: Report, line: PhaseLine): TreeLine[] {
  const below = [
    ...(commit === undefined ? [] : [{ text: commitText(commit) }]),
    ...scans.map((scan) => ({ text: scanText(scan) })),
    ...(peakMemoryBytes === 0 ? [] : [{ text: `held ${formatBytes(peakMemoryBytes)} of memory at most` }]),
    ...(spill.bytes === 0
      ? []
      : [{ text: `spilled ${formatBytes(spill.bytes)} in ${formatCount(spill.files, "file", "files")}` }]),
  ];
  return below.length === 0 && phasesMs.execute === undefined ? [] : [line("execute", "", below)];
}

function commitText({ operation, table, version, alreadyApplied }: StatementCommit): string {
  return alreadyApplied
    ? `${operation} on ${table}: applied already, at version ${version}`
    : `${operation} made version ${version} of ${table}`;
}

function scanText({ table, version, filesRead, filesTotal, bytesScanned }: ScanReport): string {
  const facts = [
    ...(filesTotal === undefined ? [] : [`${filesRead ?? "?"} of ${formatCount(filesTotal, "file", "files")}`]),
    ...(bytesScanned === undefined ? [] : [formatBytes(bytesScanned)]),
  ];
  return `${table}${version === undefined ? "" : ` at version ${version}`}: ${facts.join(", ") || "in memory"}`;
}

function inBrackets(codes: readonly string[]): string {
  return codes.length === 0 ? "" : ` (${codes.join(", ")})`;
}
