import fc from "fast-check";
import { expect, test } from "vitest";
import { predicateText } from "../src/predicate-text.js";
import { pruneFiles } from "../src/prune-files.js";
import { randomPredicate, randomTable, truncatedStringBytes } from "./random-table.js";
import { allWays, evaluate } from "./row-semantics.js";

const numRuns = 20_000;

test("no skipped file holds a row that matches, whichever way an engine compares", { timeout: 120_000 }, () => {
  let [skippedByPartition, skippedByStatistics] = [0, 0];
  fc.assert(
    fc.property(randomTable, randomPredicate, ({ index, files, columns }, predicate) => {
      const { files: kept, report } = pruneFiles(index, predicate, { truncatedStringBytes });
      skippedByPartition += report.skippedByPartition;
      skippedByStatistics += report.skippedByStatistics;
      const keptPaths = new Set(kept);
      files.forEach((rows, at) => {
        if (keptPaths.has(`file-${at}`)) return;
        for (const row of rows) {
          for (const ways of allWays) {
            if (evaluate(predicate, row, columns, ways) === true) {
              throw new Error(`${predicateText(predicate)} matches a row of file-${at}: ${report.skipped[at]?.reason}`);
            }
          }
        }
      });
    }),
    { numRuns },
  );
  // A pruner that kept everything would pass the property and be of no use.
  expect(skippedByPartition).toBeGreaterThan(numRuns / 20);
  expect(skippedByStatistics).toBeGreaterThan(numRuns / 20);
});

test("the report adds up", () => {
  fc.assert(
    fc.property(randomTable, randomPredicate, ({ index }, predicate) => {
      const { files, report } = pruneFiles(index, predicate, { truncatedStringBytes });
      const { filesTotal, filesKept, skippedByPartition, skippedByStatistics, skippedWithoutRows } = report;
      expect(filesKept).toBe(files.length);
      expect(filesKept + skippedByPartition + skippedByStatistics + skippedWithoutRows).toBe(filesTotal);
      expect(report.skipped.length).toBe(filesTotal - filesKept);
      expect(report.skipped.map(({ path }) => path).filter((path) => files.includes(path))).toEqual([]);
      expect(report.conjuncts.reduce((sum, { filesSkipped }) => sum + filesSkipped, 0)).toBe(
        skippedByPartition + skippedByStatistics,
      );
      expect([report.bytesTotal, report.bytesKept]).toEqual([filesTotal, filesKept]);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }),
  );
});
