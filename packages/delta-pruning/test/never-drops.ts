import fc from "fast-check";
import type { fileIndexFromAddActions } from "../src/file-index-from-add-actions.js";
import { predicateText } from "../src/predicate-text.js";
import type { pruneFiles } from "../src/prune-files.js";
import { randomPredicate } from "./random-predicate.js";
import { columns, randomTable, truncatedStringBytes } from "./random-table.js";
import { allWays, evaluate } from "./row-semantics.js";

/** The pruning that is put to the test, which may have a fault. */
export interface PruningUnderTest {
  readonly pruneFiles: typeof pruneFiles;
  readonly fileIndexFromAddActions: typeof fileIndexFromAddActions;
}

/** Throws when a skipped file of some random table holds a row that matches some random predicate. Gives how many files were skipped. */
export function checkNeverDrops(pruning: PruningUnderTest, numRuns: number, seed?: number) {
  let [skippedByPartition, skippedByStatistics] = [0, 0];
  fc.assert(
    fc.property(randomTable, randomPredicate, ({ adds, metadata, files }, predicate) => {
      const index = pruning.fileIndexFromAddActions(adds, metadata);
      const { files: kept, report } = pruning.pruneFiles(index, predicate, { truncatedStringBytes });
      skippedByPartition += report.skippedByPartition;
      skippedByStatistics += report.skippedByStatistics;
      const keptPaths = new Set(kept);
      files.forEach((rows, at) => {
        if (keptPaths.has(`file-${at}`)) return;
        for (const row of rows) {
          const ways = allWays.find((way) => evaluate(predicate, row, columns, way) === true);
          if (ways === undefined) continue;
          const reason = report.skipped.find(({ path }) => path === `file-${at}`)?.reason;
          throw new Error(
            `${predicateText(predicate)} matches a row of file-${at}, by ${JSON.stringify(ways)}: ${reason}`,
          );
        }
      });
    }),
    { numRuns, ...(seed === undefined ? {} : { seed, endOnFailure: true, includeErrorInReport: true }) },
  );
  return { skippedByPartition, skippedByStatistics };
}
