import type { Conjunct } from "./conjuncts.js";
import { describeFile } from "./describe-file.js";
import { blockLength, type FileTest } from "./file-block.js";
import { type FileIndex, type FileSegment, hasNoRows, type LiveSegment } from "./file-index.js";
import { type Evidence, makeFileTest } from "./file-test.js";
import { pathAt } from "./path-list.js";
import type { SkippedFile } from "./pruning-report.js";

/** What pruning adds up over the segments of an index. */
export interface PruningTally {
  filesTotal: number;
  filesKept: number;
  bytesTotal: number;
  skippedWithoutRows: number;
  bytesWithoutRows: number;
  readonly bytesSkipped: Record<Evidence, number>;
  /** By conjunct. */
  readonly filesSkipped: readonly Record<Evidence, number>[];
  readonly skipped: SkippedFile[];
}

/** What is the same for every predicate over a segment. */
interface SegmentFacts {
  /** Size of the files of each block in bytes. */
  readonly blockBytes: Float64Array;
  /** Whether a file has no rows, or none that a deletion vector does not hide. */
  readonly hasEmptyFiles: boolean;
}

const knownFacts = new WeakMap<FileSegment, SegmentFacts>();

function factsOf(segment: FileSegment): SegmentFacts {
  const known = knownFacts.get(segment);
  if (known !== undefined) return known;
  const blockBytes = new Float64Array(Math.ceil(segment.length / blockLength));
  let hasEmptyFiles = segment.deletionVectors.size > 0;
  for (let row = 0; row < segment.length; row += 1) {
    const block = Math.floor(row / blockLength);
    blockBytes[block] = (blockBytes[block] as number) + (segment.sizes[row] as number);
    if (segment.recordCounts[row] === 0) hasEmptyFiles = true;
  }
  const facts = { blockBytes, hasEmptyFiles };
  knownFacts.set(segment, facts);
  return facts;
}

export function newTally(conjuncts: readonly Conjunct[]): PruningTally {
  return {
    filesTotal: 0,
    filesKept: 0,
    bytesTotal: 0,
    skippedWithoutRows: 0,
    bytesWithoutRows: 0,
    bytesSkipped: { partition: 0, statistics: 0 },
    filesSkipped: conjuncts.map(() => ({ partition: 0, statistics: 0 })),
    skipped: [],
  };
}

interface SegmentTest {
  readonly conjunct: number;
  readonly evidence: Evidence;
  readonly test: FileTest;
}

/** A file that a block of files lost, and to which test. */
interface Loss {
  readonly row: number;
  readonly test: SegmentTest | undefined;
}

/**
 * Tries the conjuncts on the files of a segment, block by block: by partition values first, then by statistics, each on the files that the ones
 * before have left. Gives the places of the kept files.
 */
export function pruneSegment(
  index: FileIndex,
  { segment, removed, liveFiles }: LiveSegment,
  conjuncts: readonly Conjunct[],
  options: { readonly maxListed: number; readonly truncatedStringBytes: number },
  tally: PruningTally,
): Uint32Array {
  const tests = (["partition", "statistics"] as const).flatMap((evidence) => makeTests(evidence));
  let kept = new Uint32Array(Math.min(liveFiles, blockLength));
  const facts = factsOf(segment);
  const [rows, out] = [new Uint32Array(blockLength), new Uint8Array(blockLength)];
  const { sizes, recordCounts, deletionVectors } = segment;
  const hasDeletionVectors = deletionVectors.size > 0;
  let keptCount = 0;
  /** Size of the files of the block that are left. */
  let blockBytes = 0;
  for (let start = 0; start < segment.length; start += blockLength) {
    const losses: Loss[] | undefined = tally.skipped.length < options.maxListed ? [] : undefined;
    let count = takeBlock(start, losses);
    for (const test of tests) {
      if (count === 0) break;
      test.test(rows, count, out);
      count = dropFiles(count, test, losses);
    }
    if (keptCount + count > kept.length) {
      const longer = new Uint32Array(Math.min(liveFiles, Math.max(2 * kept.length, keptCount + count)));
      longer.set(kept);
      kept = longer;
    }
    kept.set(rows.subarray(0, count), keptCount);
    keptCount += count;
    if (losses !== undefined) list(losses);
  }
  tally.filesKept += keptCount;
  return kept.subarray(0, keptCount);

  function makeTests(evidence: Evidence): SegmentTest[] {
    return conjuncts.flatMap(({ compiled }, conjunct) => {
      const { truncatedStringBytes } = options;
      const test = makeFileTest(compiled, { index, segment, evidence, truncatedStringBytes });
      return test === undefined ? [] : [{ conjunct, evidence, test }];
    });
  }

  /** The files of a block that are there and have rows. */
  function takeBlock(start: number, losses: Loss[] | undefined): number {
    let [count, live, bytes, candidateBytes] = [0, 0, 0, 0];
    const end = Math.min(start + blockLength, segment.length);
    if (removed === undefined && !facts.hasEmptyFiles) {
      for (let row = start; row < end; row += 1) rows[row - start] = row;
      blockBytes = facts.blockBytes[start / blockLength] as number;
      tally.filesTotal += end - start;
      tally.bytesTotal += blockBytes;
      return end - start;
    }
    for (let row = start; row < end; row += 1) {
      if (removed !== undefined && removed[row] === 1) continue;
      live += 1;
      bytes += sizes[row] as number;
      if ((recordCounts[row] === 0 || hasDeletionVectors) && hasNoRows(segment, row)) {
        tally.skippedWithoutRows += 1;
        tally.bytesWithoutRows += sizes[row] as number;
        losses?.push({ row, test: undefined });
      } else {
        rows[count] = row;
        count += 1;
        candidateBytes += sizes[row] as number;
      }
    }
    blockBytes = candidateBytes;
    tally.filesTotal += live;
    tally.bytesTotal += bytes;
    return count;
  }

  function dropFiles(count: number, test: SegmentTest, losses: Loss[] | undefined): number {
    let left = 0;
    let bytes = 0; // of what is left, which is mostly little
    for (let at = 0; at < count; at += 1) {
      const row = rows[at] as number;
      if (out[at] !== 0) {
        rows[left] = row;
        left += 1;
        bytes += sizes[row] as number;
      } else {
        losses?.push({ row, test });
      }
    }
    tally.bytesSkipped[test.evidence] += blockBytes - bytes;
    blockBytes = bytes;
    const filesSkipped = tally.filesSkipped[test.conjunct];
    if (filesSkipped !== undefined) filesSkipped[test.evidence] += count - left;
    return left;
  }

  function list(losses: Loss[]): void {
    losses.sort((a, b) => a.row - b.row);
    for (const { row, test } of losses.slice(0, options.maxListed - tally.skipped.length)) {
      const path = pathAt(segment.paths, row);
      const conjunct = test === undefined ? undefined : conjuncts[test.conjunct];
      if (test === undefined || conjunct === undefined) {
        tally.skipped.push({ path, by: "no-rows", reason: "the file has no rows" });
      } else {
        const reason = describeFile(index, segment, row, conjunct.columns, test.evidence);
        tally.skipped.push({ path, by: test.evidence, conjunct: conjunct.text, reason });
      }
    }
  }
}
