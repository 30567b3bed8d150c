import {
  type Data,
  DataType,
  DateUnit,
  type Field,
  makeData,
  Precision,
  Type,
  type Utf8,
  vectorFromArray,
} from "apache-arrow";
import { NativeError } from "../native-error.js";
import { CalendarDate } from "../values/calendar-date.js";
import { Decimal } from "../values/decimal.js";
import { fractionDigits, timeUnitOf } from "../values/time-unit.js";
import { Timestamp } from "../values/timestamp.js";

/** Where values stand, for who is told of one that does not fit. */
export interface ValuePlace {
  readonly column: string;
  /** Number of the first row. */
  readonly first: number;
}

const millisecondsOfDay = 86_400_000;

/** Values as the column of a field. Errors: `schema-mismatch`, `not-supported`. */
export function columnOf(field: Field, values: readonly unknown[], place: ValuePlace): Data {
  if (!field.nullable) {
    const missing = values.findIndex((value) => value === null || value === undefined);
    if (missing >= 0) throw unfit(field, values[missing], missing, place);
  }
  const { type } = field;
  const each = <Value>(of: (value: unknown) => Value | undefined, empty: Value): Value[] =>
    values.map((value, index) => {
      if (value === null || value === undefined) return empty;
      const fit = of(value);
      if (fit === undefined) throw unfit(field, value, index, place);
      return fit;
    });
  const nulls = nullsOf(values);
  const flat = (data: ArrayLike<unknown>) => dataOf(type, values.length, { ...nulls, data });
  if (DataType.isInt(type)) {
    const { bitWidth, isSigned } = type;
    const integers = each((value) => integerOf(value, bitWidth, isSigned), 0n);
    return flat(arrayOf(type).from(bitWidth === 64 ? integers : integers.map(Number)));
  }
  if (DataType.isFloat(type) && type.precision !== Precision.HALF) {
    return flat(arrayOf(type).from(each((value) => (typeof value === "number" ? value : undefined), 0)));
  }
  if (DataType.isDecimal(type) && type.bitWidth === 128) {
    return flat(words(each((value) => unscaledOf(value, type.scale, type.precision), 0n)));
  }
  if (DataType.isDate(type) && type.unit === DateUnit.DAY) return flat(Int32Array.from(each(dayOf, 0)));
  if (DataType.isTimestamp(type)) {
    const digits = fractionDigits(timeUnitOf(type.unit));
    return flat(BigInt64Array.from(each((value) => instantOf(value, digits), 0n)));
  }
  if (DataType.isBool(type))
    return bytesOf(
      type,
      each<boolean | null>((value) => (typeof value === "boolean" ? value : undefined), null),
    );
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
    return bytesOf(
      type as Utf8,
      each<string | null>((value) => (typeof value === "string" ? value : undefined), null),
    );
  }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) {
    return bytesOf(
      type,
      each<Uint8Array | null>((value) => (value instanceof Uint8Array ? value : undefined), null),
    );
  }
  if (DataType.isList(type)) {
    const lists = each<readonly unknown[]>((value) => (Array.isArray(value) ? value : undefined), []);
    const valueOffsets = new Int32Array(values.length + 1);
    for (const [index, list] of lists.entries()) valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + list.length;
    const [item] = type.children;
    const child = columnOf(item as Field, lists.flat(1), place);
    return dataOf(type, values.length, { ...nulls, valueOffsets, child });
  }
  if (DataType.isStruct(type)) {
    const names = new Set(type.children.map(({ name }) => name));
    const structs = each<Record<string, unknown>>((value) => structOf(value, names), {});
    const children = type.children.map((child) => {
      const own = structs.map((struct) => (Object.hasOwn(struct, child.name) ? struct[child.name] : undefined));
      // Where the struct is null, so is what is in it.
      const inside = child.nullable ? child : child.clone({ nullable: true });
      if (!child.nullable) assertThere(child, own, values, place);
      return columnOf(inside, own, { ...place, column: `${place.column}.${child.name}` });
    });
    return dataOf(type, values.length, { ...nulls, children });
  }
  const text = `plain values of a column of type ${type} are not taken`;
  throw new NativeError("not-supported", text, { details: { column: place.column } });
}

/** The array that holds a type's values: one class for each type, which TypeScript cannot call as one. */
function arrayOf(type: DataType): { from(values: readonly unknown[]): ArrayLike<unknown> } {
  return type.ArrayType;
}

/** The buffers of a column; of apache-arrow's signature, which has a form for each type, nothing is left by here. */
export function dataOf(type: DataType, length: number, buffers: object): Data {
  return makeData({ type, length, ...buffers } as never);
}

function assertThere(child: Field, own: readonly unknown[], structs: readonly unknown[], place: ValuePlace): void {
  const missing = own.findIndex(
    (value, index) => (value ?? undefined) === undefined && (structs[index] ?? undefined) !== undefined,
  );
  const column = `${place.column}.${child.name}`;
  if (missing >= 0) throw unfit(child, own[missing], missing, { ...place, column });
}

function nullsOf(values: readonly unknown[]): { readonly nullCount: number; readonly nullBitmap?: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (const [index, value] of values.entries()) {
    if (value === null || value === undefined) nullCount += 1;
    else nullBitmap[index >> 3] = (nullBitmap[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
}

/** Of types that apache-arrow builds from values as they are. */
function bytesOf(type: DataType, values: readonly unknown[]): Data {
  const [data] = vectorFromArray(values, type).data;
  return (
    data ??
    dataOf(
      type,
      0,
      type.typeId === Type.Bool
        ? { data: new Uint8Array() }
        : { valueOffsets: Int32Array.of(0), data: new Uint8Array() },
    )
  );
}

function integerOf(value: unknown, bits: number, isSigned: boolean): bigint | undefined {
  if (typeof value !== "bigint" && !Number.isSafeInteger(value)) return undefined;
  const integer = BigInt(value as number | bigint);
  const wrapped = isSigned ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer);
  return wrapped === integer ? integer : undefined;
}

function unscaledOf(value: unknown, scale: number, precision: number): bigint | undefined {
  const text =
    typeof value === "bigint" || Number.isSafeInteger(value) || Decimal.isInstance(value) ? String(value) : value;
  const parts = typeof text === "string" ? /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text) : null;
  if (parts === null) return undefined;
  const [, sign, whole = "", fraction = ""] = parts;
  const digits = fraction.replace(/0+$/, "");
  if (scale < 0 || digits.length > scale) return undefined;
  const unscaled = BigInt(`${whole}${digits.padEnd(scale, "0")}`);
  return unscaled >= 10n ** BigInt(precision) ? undefined : sign === "-" ? -unscaled : unscaled;
}

/** Unscaled values in 128 bits each, the low half first. */
function words(values: readonly bigint[]): Uint32Array {
  const halves = BigUint64Array.from(
    values.flatMap((value) => [BigInt.asUintN(64, value), BigInt.asUintN(64, value >> 64n)]),
  );
  return new Uint32Array(halves.buffer);
}

function dayOf(value: unknown): number | undefined {
  if (CalendarDate.isInstance(value)) return value.days;
  if (!(value instanceof Date)) return undefined;
  const days = value.getTime() / millisecondsOfDay;
  return Number.isInteger(days) ? days : undefined;
}

function instantOf(value: unknown, digits: number): bigint | undefined {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? undefined : inUnit(BigInt(value.getTime()), 3, digits);
  }
  return Timestamp.isInstance(value) ? inUnit(value.value, fractionDigits(value.unit), digits) : undefined;
}

/** A count of one unit in another, where nothing is lost. */
function inUnit(count: bigint, from: number, to: number): bigint | undefined {
  if (to >= from) {
    const finer = count * 10n ** BigInt(to - from);
    return BigInt.asIntN(64, finer) === finer ? finer : undefined;
  }
  const divisor = 10n ** BigInt(from - to);
  return count % divisor === 0n ? count / divisor : undefined;
}

function structOf(value: unknown, names: ReadonlySet<string>): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value).every((name) => names.has(name)) ? (value as Record<string, unknown>) : undefined;
}

function unfit({ type }: Field, value: unknown, index: number, { column, first }: ValuePlace): NativeError {
  const given = value === null || value === undefined ? "null" : `a value of type ${typeof value}`;
  const text = `row ${first + index}, column ${JSON.stringify(column)} of type ${type}: ${given} does not fit`;
  return new NativeError("schema-mismatch", text, { details: { column, row: first + index } });
}
