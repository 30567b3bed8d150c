import { utf8 } from "./byte-order.js";
import { traitsOf } from "./column-type.js";
import type { PartitionCell } from "./partition-values.js";
import { readTime } from "./read-time.js";
import { readDecimal, type Statistic, statisticOfJson } from "./statistic.js";
import type { SchemaColumn } from "./table-schema.js";

const unknownCell: PartitionCell = { kind: "unknown" };
const nullCell: PartitionCell = { kind: "null" };

/** What Hive and early writers put in the place of null. */
const hiveNull = "__HIVE_DEFAULT_PARTITION__";

/** A partition value from its text in an add action (PROTOCOL.md, "Partition Value Serialization"). */
export function partitionCellOfText(column: SchemaColumn, text: string | null | undefined): PartitionCell {
  const { family } = traitsOf(column.type);
  if (text === null) return nullCell;
  if (text === undefined) return unknownCell;
  if (text === "" || text === hiveNull) {
    // By the protocol an empty text is null; not every reader keeps to it. Of no other type than these it can be a value.
    return family === "string" || family === "binary"
      ? { kind: "value", value: utf8(text), mayBeNull: true }
      : nullCell;
  }
  if (family === "string") return /\p{Surrogate}/u.test(text) ? unknownCell : exact(utf8(text));
  if (family === "binary") return unknownCell;
  if (family === "boolean") return /^(true|false)$/i.test(text) ? exact(/^t/i.test(text) ? 1n : 0n) : unknownCell;
  if ((family === "float" || family === "double") && /^[+-]?nan$/i.test(text)) return { kind: "nan" };
  return partitionCellOf(column, valueOfText(column, text));
}

function valueOfText({ type }: SchemaColumn, text: string): Statistic | undefined {
  const { family } = traitsOf(type);
  if (family === "integer" || family === "decimal") return readDecimal(text);
  // Without a zone it is a time in UTC, as delta-kernel reads it.
  if (family === "timestamp" || family === "timestamp_ntz") return readTime(text)?.microseconds;
  return statisticOfJson(type, text);
}

/** A partition value that is given by value. */
export function partitionCellOf(column: SchemaColumn, value: Statistic | null | undefined): PartitionCell {
  const { family, scale, domain } = traitsOf(column.type);
  if (value === null) return nullCell;
  if (value === undefined) return unknownCell;
  if (domain === "bytes") {
    if (typeof value === "string") return partitionCellOfText(column, value);
    return value instanceof Uint8Array ? exact(value) : unknownCell;
  }
  if (domain === "double") {
    if (typeof value !== "number" || column.wasFloat) return unknownCell;
    if (Number.isNaN(value)) return { kind: "nan" };
    return exact(family === "float" ? Math.fround(value) : value);
  }
  if (typeof value === "bigint" && family !== "decimal") return exact(value);
  if (typeof value === "number" && family !== "decimal")
    return Number.isSafeInteger(value) ? exact(BigInt(value)) : unknownCell;
  const digits = typeof value === "object" && "unscaled" in value ? value : readDecimal(String(value));
  if (digits === undefined) return unknownCell;
  const [numerator, denominator] = [digits.unscaled * 10n ** BigInt(scale), 10n ** BigInt(digits.scale)];
  return numerator % denominator === 0n ? exact(numerator / denominator) : unknownCell;
}

function exact(value: bigint | number | Uint8Array): PartitionCell {
  return { kind: "value", value, mayBeNull: false };
}
