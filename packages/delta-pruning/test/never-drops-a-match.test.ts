import fc from "fast-check";
import { expect, test } from "vitest";
import { fileIndexFromAddActions } from "../src/file-index-from-add-actions.js";
import { pruneFiles } from "../src/prune-files.js";
import { checkNeverDrops } from "./never-drops.js";
import { randomPredicate } from "./random-predicate.js";
import { randomTable, truncatedStringBytes } from "./random-table.js";

const numRuns = 5_000;

test("no skipped file holds a row that matches, whichever way an engine compares", { timeout: 240_000 }, () => {
  const { skippedByPartition, skippedByStatistics } = checkNeverDrops({ pruneFiles, fileIndexFromAddActions }, numRuns);
  // A pruner that kept everything would pass the property and be of no use.
  expect(skippedByPartition).toBeGreaterThan(numRuns / 20);
  expect(skippedByStatistics).toBeGreaterThan(numRuns / 20);
});

test("the report adds up", () => {
  fc.assert(
    fc.property(randomTable, randomPredicate, ({ adds, metadata }, predicate) => {
      const { files, report } = pruneFiles(fileIndexFromAddActions(adds, metadata), predicate, {
        truncatedStringBytes,
      });
      const { filesTotal, filesKept, skippedByPartition, skippedByStatistics, skippedWithoutRows } = report;
      expect(filesKept).toBe(files.length);
      expect(filesKept + skippedByPartition + skippedByStatistics + skippedWithoutRows).toBe(filesTotal);
      expect(report.skipped.length).toBe(filesTotal - filesKept);
      expect(report.skipped.map(({ path }) => path).filter((path) => files.includes(path))).toEqual([]);
      expect(report.conjuncts.reduce((sum, part) => sum + part.skippedByPartition, 0)).toBe(skippedByPartition);
      expect(report.conjuncts.reduce((sum, part) => sum + part.skippedByStatistics, 0)).toBe(skippedByStatistics);
      expect([report.bytesTotal, report.bytesKept]).toEqual([filesTotal, filesKept]);
      expect([report.bytesSkippedByPartition, report.bytesSkippedByStatistics]).toEqual([
        skippedByPartition,
        skippedByStatistics,
      ]);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }),
  );
});
