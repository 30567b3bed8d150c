import { invalidOption } from "./check-options.js";

/** A time to travel to, in RFC 3339. Errors: `invalid-option`. */
export function encodeTimestamp(timestamp: Date | string, option = "timestamp"): string {
  const time = typeof timestamp === "string" ? Date.parse(timestamp) : Number(timestamp);
  if (Number.isNaN(time)) throw invalidOption(option, "must be a Date or a time in ISO 8601 form");
  return new Date(time).toISOString();
}
