import type { ScanReport } from "@causeway/ext-native";

/** How much of the files that a plan reads has been read. Nothing, where it reads none. */
export interface FileProgress {
  readonly filesTotal?: number;
  readonly filesDone?: number;
  readonly share?: number;
}

/**
 * The engine counts the ranges that it has read to their end: files, and parts of files that several threads read. What it counts only grows, so
 * these numbers do. Of the files that are read in parts, those are done which must be: as many as remain when every range that is left is one of
 * another file.
 */
export function fileProgress(scans: readonly ScanReport[], isComplete: boolean): FileProgress {
  const read = scans.filter(({ filesRead }) => filesRead !== undefined);
  if (read.length === 0) return {};
  let [filesTotal, filesDone, rangesTotal, rangesDone] = [0, 0, 0, 0];
  for (const { filesRead = 0, rangesTotal: ranges = 0, rangesDone: done = 0 } of read) {
    filesTotal += filesRead;
    filesDone += Math.max(0, filesRead - (ranges - done));
    rangesTotal += ranges;
    rangesDone += done;
  }
  const share = isComplete || rangesTotal === 0 ? 1 : rangesDone / rangesTotal;
  return { filesTotal, filesDone, share };
}
