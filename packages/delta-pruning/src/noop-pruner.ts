import { checkFileIndex } from "./file-index.js";
import { finishPruning, nameOf } from "./finish-pruning.js";
import type { Pruner } from "./pruner.js";

/** Judges nothing and keeps every file. Its report says so: `pruner` is `none`. A budget holds all the same. */
export const noopPruner: Pruner = (index, _predicate, options = {}) => {
  checkFileIndex(index);
  const filesTotal = index.paths.length;
  const bytesTotal = Array.from(index.sizes).reduce((sum, bytes) => sum + bytes, 0);
  return finishPruning(
    index.paths,
    {
      pruner: "none",
      ...nameOf(index),
      filesTotal,
      filesKept: filesTotal,
      skippedByPartition: 0,
      skippedByStatistics: 0,
      skippedWithoutRows: 0,
      bytesTotal,
      bytesKept: bytesTotal,
      conjuncts: [],
      skipped: [],
      undecided: [],
      durationMs: 0,
    },
    options,
  );
};
