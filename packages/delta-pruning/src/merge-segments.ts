import { type BytesVector, bytesAt } from "./bytes-vector.js";
import { unknownCount } from "./column-statistics.js";
import type { FileIndex, FileSegment, LiveSegment } from "./file-index.js";
import { type NumberVector, numberAt } from "./number-vector.js";
import type { PartitionCell } from "./partition-values.js";
import { pathAt } from "./path-list.js";
import { SegmentBuilder } from "./segment-builder.js";

/** Makes one segment of several, without the files that are gone. */
export function mergeSegments(index: FileIndex, segments: readonly LiveSegment[]): LiveSegment {
  const length = segments.reduce((sum, { liveFiles }) => sum + liveFiles, 0);
  const builder = new SegmentBuilder(length, index.schema, index.columns);
  for (const { segment, removed } of segments) {
    for (let row = 0; row < segment.length; row += 1) if (removed?.[row] !== 1) pushRow(builder, segment, row);
  }
  return { segment: builder.finish(), removed: undefined, liveFiles: length };
}

function pushRow(builder: SegmentBuilder, segment: FileSegment, row: number): void {
  const recordCount = segment.recordCounts[row] ?? unknownCount;
  builder.pushFile({
    path: pathAt(segment.paths, row),
    number: segment.numbers[row] ?? 0,
    size: segment.sizes[row] ?? 0,
    modificationTime: segment.modificationTimes[row],
    recordCount: recordCount === unknownCount ? undefined : recordCount,
    deletionVector: segment.deletionVectors.get(row),
    tightBounds: !segment.wideBounds.has(row),
  });
  for (const [name, values] of builder.partitions) {
    const partition = segment.partitions.get(name);
    const cell: PartitionCell = partition?.cells[partition.codes[row] ?? 0] ?? { kind: "unknown" };
    values.push(keyOf(cell), () => cell);
  }
  for (const [name, values] of builder.statistics) {
    const statistics = segment.statistics.get(name);
    const bounds = statistics?.bounds;
    values.pushBounds(
      boundAt(bounds?.min, row),
      boundAt(bounds?.max, row),
      statistics?.nullCounts[row] ?? unknownCount,
    );
  }
}

function boundAt(
  vector: NumberVector | BytesVector | undefined,
  row: number,
): number | bigint | Uint8Array | undefined {
  if (vector === undefined) return undefined;
  return "values" in vector ? numberAt(vector, row) : bytesAt(vector, row);
}

function keyOf(cell: PartitionCell): string {
  if (cell.kind !== "value") return cell.kind;
  const { value, mayBeNull } = cell;
  return `${mayBeNull}:${value instanceof Uint8Array ? Buffer.from(value).toString("hex") : `${typeof value}${value}`}`;
}
