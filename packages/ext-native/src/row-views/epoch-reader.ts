import { isoDate, isoTime } from "../values/iso-text.js";
import { fractionDigits, type TimeUnit } from "../values/time-unit.js";

/** Reads 64-bit times as numbers, without a bigint for each: exact wherever `ms` is within what a `Date` holds. */
export interface EpochReader {
  /** Milliseconds since 1970, rounded down. */
  ms(index: number): number;
  /** What is left below the millisecond, in the unit. */
  below(index: number): number;
}

const highHalf = 2 ** 32;

export function epochReader(values: BigInt64Array, unit: TimeUnit): EpochReader {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const low = (index: number) => (halves[2 * index] as number) >>> 0;
  const high = (index: number) => halves[2 * index + 1] as number;
  if (unit === "second" || unit === "millisecond") {
    const factor = unit === "second" ? 1000 : 1;
    return { ms: (index) => (high(index) * highHalf + low(index)) * factor, below: () => 0 };
  }
  // The high half counts 2^32 units: whole milliseconds and a remainder, which together with the low half stays exact.
  const divisor = unit === "microsecond" ? 1000 : 1_000_000;
  const wholeMs = Math.floor(highHalf / divisor);
  const rest = (index: number) => high(index) * (highHalf % divisor) + low(index);
  return {
    ms: (index) => high(index) * wholeMs + Math.floor(rest(index) / divisor),
    below: (index) => rest(index) - Math.floor(rest(index) / divisor) * divisor,
  };
}

const dayMs = 86_400_000;

/** ISO 8601 text of times that a `Date` holds. Neighbours are often of one day, so its text is kept. */
export function isoTimestampReader(reader: EpochReader, unit: TimeUnit, ending: "" | "Z"): (index: number) => string {
  const unitsOfMs = unit === "second" ? 0 : 10 ** (fractionDigits(unit) - 3);
  let knownDay = 0;
  let dayText = isoDate(0);
  return (index) => {
    const ms = reader.ms(index);
    const day = Math.floor(ms / dayMs);
    if (day !== knownDay) {
      knownDay = day;
      dayText = isoDate(day);
    }
    const msOfDay = ms - day * dayMs;
    const seconds = Math.floor(msOfDay / 1000);
    const rest = (msOfDay - seconds * 1000) * unitsOfMs + reader.below(index);
    return `${dayText}T${isoTime(seconds, rest, unit)}${ending}`;
  };
}
