import { NativeError } from "../native-error.js";
import { CalendarDate, dayFitsDate } from "../values/calendar-date.js";
import { Duration } from "../values/duration.js";
import { Interval } from "../values/interval.js";
import { isoDate } from "../values/iso-text.js";
import { TimeOfDay } from "../values/time-of-day.js";
import { timeUnitOf } from "../values/time-unit.js";
import { longestDateMs, Timestamp } from "../values/timestamp.js";
import { type ColumnDecoder, decodeEach } from "./column-decoder.js";
import { epochReader, isoTimestampReader } from "./epoch-reader.js";
import type { RowMode } from "./row-mode.js";

/** Date32 counts days, Date64 milliseconds. */
export function dateDecoder(unit: number, mode: RowMode): ColumnDecoder {
  if (unit === 1) return timestampDecoder(1, null, mode);
  return (data, start, end) => {
    const days = data.values as Int32Array;
    return decodeEach(data, start, end, dayReader(days, mode));
  };
}

function dayReader(days: Int32Array, mode: RowMode): (index: number) => unknown {
  if (mode === "json") return (index) => isoDate(days[index] as number);
  const lossless = (index: number) => new CalendarDate(days[index] as number);
  if (mode === "lossless") return lossless;
  return (index) =>
    dayFitsDate(days[index] as number) ? new Date((days[index] as number) * 86_400_000) : lossless(index);
}

/** Timestamps of any unit; `js` gives the `Timestamp` itself where a `Date` cannot hold it. */
export function timestampDecoder(arrowUnit: number, timezone: string | null, mode: RowMode): ColumnDecoder {
  const unit = timeUnitOf(arrowUnit);
  return (data, start, end) => {
    const values = data.values as BigInt64Array;
    const lossless = (index: number) => new Timestamp(unit, values[index] as bigint, timezone);
    if (mode === "lossless") return decodeEach(data, start, end, lossless);
    const reader = epochReader(values, unit);
    const inDateRange = (index: number) => Math.abs(reader.ms(index)) <= longestDateMs;
    if (mode === "js") {
      return decodeEach(data, start, end, (index) =>
        inDateRange(index) ? new Date(reader.ms(index)) : lossless(index),
      );
    }
    const text = isoTimestampReader(reader, unit, timezone === null ? "" : "Z");
    return decodeEach(data, start, end, (index) => (inDateRange(index) ? text(index) : lossless(index).toString()));
  };
}

/** Time32 and Time64. */
export function timeDecoder(arrowUnit: number, mode: RowMode): ColumnDecoder {
  const unit = timeUnitOf(arrowUnit);
  const lossless = (value: bigint) => new TimeOfDay(unit, value);
  return bigintDecoder(mode === "lossless" ? lossless : (value) => lossless(value).toString());
}

export function durationDecoder(arrowUnit: number, mode: RowMode): ColumnDecoder {
  const unit = timeUnitOf(arrowUnit);
  const lossless = (value: bigint) => new Duration(unit, value);
  return bigintDecoder(
    {
      lossless,
      js: (value: bigint) => lossless(value).toMilliseconds(),
      json: (value: bigint) => lossless(value).toString(),
    }[mode],
  );
}

/** Intervals in months (0), in days and milliseconds (1), in months, days and nanoseconds (2). */
export function intervalDecoder(unit: number, mode: RowMode): ColumnDecoder {
  return (data, start, end) => {
    const values = data.values as Int32Array;
    const width = [1, 2, 4][unit] ?? 4;
    // apache-arrow 18 and 19 cut these values at half their width when they slice a batch.
    if (values.length < width * data.length)
      throw new NativeError("not-supported", "this slice of an interval column is cut short");
    const read = intervalReader(values, unit);
    return decodeEach<unknown>(data, start, end, mode === "json" ? (index) => read(index).toString() : read);
  };
}

function intervalReader(values: Int32Array, unit: number): (index: number) => Interval {
  const at = (index: number) => values[index] as number;
  if (unit === 0) return (index) => new Interval(at(index), 0, 0n);
  if (unit === 1) return (index) => new Interval(0, at(2 * index), BigInt(at(2 * index + 1)) * 1_000_000n);
  return (index) => {
    const nanoseconds = (BigInt(at(4 * index + 3)) << 32n) | BigInt(at(4 * index + 2) >>> 0);
    return new Interval(at(4 * index), at(4 * index + 1), nanoseconds);
  };
}

/** Columns of 32-bit or 64-bit counts. */
function bigintDecoder(make: (value: bigint) => unknown): ColumnDecoder {
  return (data, start, end) => {
    const values = data.values as Int32Array | BigInt64Array;
    return decodeEach(data, start, end, (index) => make(BigInt(values[index] as number | bigint)));
  };
}
