const pattern =
  /^([+-]?\d{4,6})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/** A time that stands in a text: microseconds since 1970-01-01, rounded down, and whether the text names a zone. */
export interface ReadTime {
  readonly microseconds: bigint;
  readonly hasZone: boolean;
}

/** Reads `2026-03-01`, `2026-03-01 10:00:00.123456`, `2026-03-01T10:00:00.123Z`, `…+05:30`; undefined for what is no such time. */
export function readTime(text: string): ReadTime | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day);
  date.setUTCHours(hour ?? 0, minute ?? 0, second ?? 0);
  const isReal =
    date.getUTCMonth() === (month ?? 0) - 1 && date.getUTCDate() === day && date.getUTCSeconds() === second;
  if (!isReal || Number.isNaN(date.getTime()) || date.getUTCMinutes() !== minute) return undefined;
  const fraction = BigInt((match[7] ?? "").padEnd(6, "0").slice(0, 6));
  const local = BigInt(date.getTime()) * 1_000n + fraction;
  const zone = match[8];
  return { microseconds: local - offsetOf(zone), hasZone: zone !== undefined };
}

/** Days since 1970-01-01 of a text that is a date, or of the date of a time. */
export function readDays(text: string): number | undefined {
  const time = readTime(text);
  return time === undefined ? undefined : Math.floor(Number(time.microseconds / 1_000n) / 86_400_000);
}

function offsetOf(zone: string | undefined): bigint {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? "");
  if (match === null) return 0n;
  const minutes = BigInt(match[2] ?? 0) * 60n + BigInt(match[3] ?? 0);
  return (match[1] === "-" ? -minutes : minutes) * 60_000_000n;
}
