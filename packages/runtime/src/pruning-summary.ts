import type { PruningReport } from "@causeway/delta-pruning";
import type { ScanReport } from "@causeway/ext-native";
import type { PruningArtifact } from "@causeway/obs";
import type { PrunedScan } from "./prune-scans.js";
import type { TablePruning } from "./run-report.js";

/** What the prune stage decided of a scan, with the numbers that the engine came to. */
export function pruningSummary({ scan, choice }: PrunedScan, scans: readonly ScanReport[]): TablePruning {
  const { table, version } = scan;
  const { filesTotal, filesRead } = scans.find((read) => read.table === table) ?? {};
  const read = filesRead === undefined ? {} : { filesRead };
  if (choice.chosenBy === "engine") {
    return { table, version, chosenBy: "engine", ...(filesTotal === undefined ? {} : { filesTotal }), ...read };
  }
  const { report } = choice;
  return {
    table,
    version,
    chosenBy: "pruner",
    filesTotal: report.filesTotal,
    filesKept: report.filesKept,
    ...read,
    bytesTotal: report.bytesTotal,
    bytesKept: report.bytesKept,
    skipped: {
      partition: report.skippedByPartition,
      statistics: report.skippedByStatistics,
      "no-rows": report.skippedWithoutRows,
    },
    // What proves that a file holds nothing of use tells of rows that a policy hides, and the condition tells of the policy.
    ...(scan.isSecured ? {} : { skippedFiles: report.skipped, undecided: report.undecided }),
  };
}

/** The whole of what the pruner found about the scans of a query; of a table under a policy no more than the numbers. */
export function pruningArtifact(pruned: readonly PrunedScan[]): PruningArtifact {
  return {
    scans: pruned.map(({ scan, choice }) => ({
      id: scan.id,
      table: scan.table,
      version: scan.version,
      columns: scan.columns,
      ...(scan.predicate === undefined || scan.isSecured ? {} : { predicate: scan.predicate }),
      chosenBy: choice.chosenBy,
      ...(choice.chosenBy === "pruner" ? { report: scan.isSecured ? numbersOf(choice.report) : choice.report } : {}),
    })),
  };
}

function numbersOf(report: PruningReport): PruningReport {
  return { ...report, conjuncts: [], skipped: [], undecided: [] };
}
