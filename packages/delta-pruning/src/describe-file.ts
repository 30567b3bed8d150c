import { bytesAt } from "./bytes-vector.js";
import { type ColumnStatistics, unknownCount } from "./column-statistics.js";
import { type ColumnType, traitsOf } from "./column-type.js";
import { type FileIndex, type FileSegment, hasNoRows } from "./file-index.js";
import type { Evidence } from "./file-test.js";
import { generatedFrom } from "./generated-evidence.js";
import { numberAt } from "./number-vector.js";
import type { PartitionCell } from "./partition-values.js";
import { dateText, decimalText, literalText, timestampText } from "./predicate-text.js";

/** What is known of columns in a file, in one line: `day is 2026-03-01; delay has min 3, max 40, 0 nulls in 100 rows`. */
export function describeFile(
  index: FileIndex,
  segment: FileSegment,
  at: number,
  columns: readonly string[],
  evidence: Evidence,
): string {
  const known = columns.flatMap((name) => {
    const partitions = [name, ...generatedFrom(index.schema, name, index.columns).map((column) => column.name)];
    const values = partitions.flatMap((partition) => describePartition(index, segment, at, partition));
    const statistics = segment.statistics.get(name);
    const type = index.schema.get(name)?.type;
    if (evidence === "partition" || statistics === undefined || type === undefined) return values;
    return [...values, describeStatistics(name, type, statistics, segment, at)];
  });
  if (known.length > 0) return known.join("; ");
  return hasNoRows(segment, at) ? "the file has no rows" : "it is never true";
}

function describePartition(index: FileIndex, segment: FileSegment, at: number, name: string): string[] {
  const values = segment.partitions.get(name);
  const cell = values?.cells[values.codes[at] ?? 0];
  const type = index.schema.get(name)?.type;
  return cell === undefined || type === undefined ? [] : [`${name} is ${describeCell(type, cell)}`];
}

function describeCell(type: ColumnType, cell: PartitionCell): string {
  if (cell.kind === "null") return "NULL";
  if (cell.kind === "nan") return "NaN";
  return cell.kind === "value" ? valueText(type, cell.value) : "not known";
}

function describeStatistics(
  name: string,
  type: ColumnType,
  { bounds, nullCounts }: ColumnStatistics,
  { recordCounts }: FileSegment,
  at: number,
): string {
  const parts = (["min", "max"] as const).flatMap((side) => {
    const value = bounds?.kind === "numbers" ? numberAt(bounds[side], at) : bounds && bytesAt(bounds[side], at);
    return value === undefined ? [] : [`${side} ${valueText(type, value)}`];
  });
  const [nulls, rows] = [nullCounts[at] ?? unknownCount, recordCounts[at] ?? unknownCount];
  if (nulls !== unknownCount) parts.push(rows === unknownCount ? `${nulls} nulls` : `${nulls} nulls in ${rows} rows`);
  return parts.length === 0 ? `${name} has no statistics` : `${name} has ${parts.join(", ")}`;
}

/** A value of an index as a person would write it. */
function valueText(type: ColumnType, value: number | bigint | Uint8Array): string {
  const { family, scale } = traitsOf(type);
  if (value instanceof Uint8Array) return literalText(family === "string" ? new TextDecoder().decode(value) : value);
  if (family === "date") return dateText(Number(value));
  if (family === "timestamp" || family === "timestamp_ntz") return timestampText(BigInt(value));
  if (family === "decimal") return decimalText(BigInt(value), scale);
  return family === "boolean" ? String(Number(value) === 1) : String(value);
}
