import type { CompiledPredicate } from "./compile-predicate.js";
import { blockLength, type FileTest } from "./file-block.js";
import type { FileIndex, FileSegment } from "./file-index.js";
import { generatedFrom, outcomesInPartition } from "./generated-evidence.js";
import { mayBeAnything, mayBeTrue, type Outcomes } from "./outcome.js";
import type { PartitionCell, PartitionValues } from "./partition-values.js";
import { type Regions, regionOf } from "./regions.js";
import { statisticsTest } from "./statistics-test.js";
import type { SchemaColumn } from "./table-schema.js";

/** What is gone by: the values of partitions alone, or statistics as well. */
export type Evidence = "partition" | "statistics";

/** What a test is made over. */
export interface TestScope {
  readonly index: FileIndex;
  readonly segment: FileSegment;
  readonly evidence: Evidence;
  readonly truncatedStringBytes: number;
}

/** Makes the test of a predicate over the files of a segment; undefined when it can rule out no file by this evidence. */
export function makeFileTest(predicate: CompiledPredicate, scope: TestScope): FileTest | undefined {
  switch (predicate.kind) {
    case "outcomes":
      return predicate.outcomes & mayBeTrue ? undefined : (_, count, out) => out.fill(0, 0, count);
    case "regions":
      return columnTest(predicate.column, predicate.regions, scope);
    case "and":
      return allTests(predicate.operands.map((operand) => makeFileTest(operand, scope)));
    case "or":
      return anyTest(predicate.operands.map((operand) => makeFileTest(operand, scope)));
  }
}

/** Since NOT has gone down to the conditions, an AND may be true only where all of its parts may be. */
function allTests(tests: readonly (FileTest | undefined)[]): FileTest | undefined {
  const [first, ...others] = tests.filter((test) => test !== undefined);
  if (first === undefined || others.length === 0) return first;
  const other = new Uint8Array(blockLength);
  return (rows, count, out) => {
    first(rows, count, out);
    for (const test of others) {
      test(rows, count, other);
      for (let at = 0; at < count; at += 1) out[at] = (out[at] as number) & (other[at] as number);
    }
  };
}

function anyTest(tests: readonly (FileTest | undefined)[]): FileTest | undefined {
  const [first, ...others] = tests;
  if (first === undefined || others.includes(undefined)) return undefined;
  const other = new Uint8Array(blockLength);
  return (rows, count, out) => {
    first(rows, count, out);
    for (const test of others as readonly FileTest[]) {
      test(rows, count, other);
      for (let at = 0; at < count; at += 1) out[at] = (out[at] as number) | (other[at] as number);
    }
  };
}

/** Whatever is known of a column holds at once, so what it may be is what all of it allows. */
function columnTest(column: string, regions: Regions, scope: TestScope): FileTest | undefined {
  const { index, segment, evidence, truncatedStringBytes } = scope;
  const source = index.schema.get(column) as SchemaColumn;
  const partition = segment.partitions.get(column);
  if (partition !== undefined) return partitionTest(partition, (cell) => outcomesOfCell(regions, cell));
  const tests = generatedFrom(index.schema, column, index.columns).map((generated) =>
    partitionTest(segment.partitions.get(generated.name), (cell) =>
      outcomesInPartition(regions, source, generated, cell),
    ),
  );
  if (evidence === "statistics") {
    tests.push(
      statisticsTest(segment.statistics.get(column), segment.recordCounts, source, regions, truncatedStringBytes),
    );
  }
  return allTests(tests);
}

/** Tries each different value once, and looks the files up. */
function partitionTest(
  values: PartitionValues | undefined,
  outcomesOf: (cell: PartitionCell) => Outcomes | undefined,
): FileTest | undefined {
  if (values === undefined) return undefined;
  const canMatch = Uint8Array.from(values.cells, (cell) => ((outcomesOf(cell) ?? mayBeTrue) & mayBeTrue ? 1 : 0));
  if (canMatch.every((can) => can === 1)) return undefined;
  const { codes } = values;
  return (rows, count, out) => {
    for (let at = 0; at < count; at += 1) out[at] = canMatch[codes[rows[at] as number] as number] as number;
  };
}

/** What a condition gives for a partition value. */
function outcomesOfCell(regions: Regions, cell: PartitionCell): Outcomes {
  switch (cell.kind) {
    case "null":
      return regions.onNull;
    case "nan":
      return regions.onNaN;
    case "unknown":
      return mayBeAnything;
    case "value": {
      const outcome = regions.outcomes[regionOf(regions, cell.value)] ?? mayBeAnything;
      return cell.mayBeNull ? outcome | regions.onNull : outcome;
    }
  }
}
