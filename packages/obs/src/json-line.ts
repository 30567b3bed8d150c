import { RECORD_SCHEMA_VERSION } from "./event-types.js";

/** One line of a diagnostics file, with its newline. Throws as `recordJson`. */
export function jsonLine(kind: "event" | "artifact", name: string, payload: object): string {
  return `${recordJson({ kind, name, schemaVersion: RECORD_SCHEMA_VERSION, payload })}\n`;
}

/** A record as JSON. A bigint becomes its decimal digits, bytes become base64; what JSON cannot hold at all (a cycle) throws. */
export function recordJson(record: object): string {
  return JSON.stringify(record, replaceValue);
}

function replaceValue(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  // A Buffer has already been turned into an object of numbers by its own toJSON, so look at what it was.
  const original = (this as Record<string, unknown>)[key];
  if (original instanceof Uint8Array) return Buffer.from(original).toString("base64");
  return value;
}
