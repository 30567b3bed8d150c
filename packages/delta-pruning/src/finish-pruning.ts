import { PruningError } from "./pruning-error.js";
import type { PruningOptions, ScanBudget } from "./pruning-options.js";
import type { PruningReport } from "./pruning-report.js";

/** Records what a pruner found, and holds it against the budget. */
export function finishPruning(report: PruningReport, options: PruningOptions): void {
  const { filesTotal, filesKept, skippedByPartition, skippedByStatistics, skippedWithoutRows } = report;
  const { table, version, bytesTotal, bytesKept } = report;
  options.run?.event("pruning", {
    ...(table === undefined ? {} : { table }),
    ...(version === undefined ? {} : { version }),
    filesTotal,
    filesKept,
    skippedByPartition,
    skippedByStatistics,
    skippedWithoutRows,
    bytesTotal,
    bytesKept,
  });
  if (options.budget !== undefined) checkBudget(filesKept, bytesKept, options.budget, table);
}

function checkBudget(files: number, bytes: number, budget: ScanBudget, table: string | undefined): void {
  const { maxFiles, maxBytes } = budget;
  for (const [name, limit] of Object.entries({ maxFiles, maxBytes })) {
    if (limit !== undefined && !(limit >= 0)) throw new PruningError("invalid-option", `budget.${name} is ${limit}`);
  }
  if (files <= (maxFiles ?? Number.POSITIVE_INFINITY) && bytes <= (maxBytes ?? Number.POSITIVE_INFINITY)) return;
  const allowed = [
    maxFiles === undefined ? [] : `${maxFiles} files`,
    maxBytes === undefined ? [] : `${maxBytes} bytes`,
  ];
  throw new PruningError(
    "scan-budget-exceeded",
    `the scan${table === undefined ? "" : ` of ${table}`} would read ${files} files with ${bytes} bytes; allowed are ${allowed.flat().join(" and ")}`,
    { scan: { files, bytes, maxFiles, maxBytes } },
  );
}
