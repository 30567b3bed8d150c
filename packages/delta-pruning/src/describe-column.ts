import type { IndexColumnType, PerFile, StatisticsColumn } from "./file-index.js";
import { dateText, literalText, timestampText } from "./predicate-text.js";

/** An index's value as a person would write it. */
export function describeValue(type: IndexColumnType, value: unknown): string {
  if (value === null) return "NULL";
  if (value === undefined) return "not known";
  if (type === "date" && typeof value === "number") return dateText(value);
  if (type === "timestamp" && (typeof value === "bigint" || Number.isSafeInteger(value))) {
    return timestampText(BigInt(value as bigint | number));
  }
  return typeof value === "string" ? literalText(value) : String(value);
}

/** The statistics of a column in one file: `delay has min 3, max 40, 0 nulls in 100 rows`. */
export function describeBounds(
  column: string,
  { type, min, max, nullCount }: StatisticsColumn,
  recordCounts: PerFile<number> | undefined,
  file: number,
): string {
  const parts: string[] = [];
  for (const [name, values] of [
    ["min", min],
    ["max", max],
  ] as const) {
    const value = values?.[file];
    if (value !== null && value !== undefined) parts.push(`${name} ${describeValue(type, value)}`);
  }
  const nulls = nullCount?.[file];
  const rows = recordCounts?.[file];
  if (typeof nulls === "number")
    parts.push(typeof rows === "number" ? `${nulls} nulls in ${rows} rows` : `${nulls} nulls`);
  return parts.length === 0 ? `${column} has no statistics` : `${column} has ${parts.join(", ")}`;
}
