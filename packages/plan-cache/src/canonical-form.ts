import { PlanCacheError } from "./plan-cache-error.js";

/**
 * One text for equal values and different texts for different ones. It is JSON with sorted keys and without spaces, and two forms
 * on top: `12n` for a bigint and `b"AQI="` for bytes. A property that is undefined is left out.
 * Throws `not-canonical` for what has no such form: NaN, infinities, functions, symbols, instances of classes, cycles.
 */
export function canonicalForm(value: unknown): string {
  return encode(value, "$", new Set());
}

function encode(value: unknown, path: string, above: Set<object>): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      return encodeNumber(value, path);
    case "bigint":
      return `${value}n`;
    case "object":
      return value === null ? "null" : encodeObject(value, path, above);
    default:
      throw refusal(typeof value, path);
  }
}

function encodeNumber(value: number, path: string): string {
  if (!Number.isFinite(value)) throw refusal(String(value), path);
  return Object.is(value, -0) ? "-0" : String(value);
}

function encodeObject(value: object, path: string, above: Set<object>): string {
  if (value instanceof Uint8Array) return `b"${Buffer.from(value).toString("base64")}"`;
  if (above.has(value)) throw refusal("a cycle", path);
  above.add(value);
  const text = Array.isArray(value) ? encodeArray(value, path, above) : encodeProperties(value, path, above);
  above.delete(value);
  return text;
}

function encodeArray(values: readonly unknown[], path: string, above: Set<object>): string {
  return `[${Array.from(values, (value, index) => encode(value, `${path}[${index}]`, above)).join(",")}]`;
}

function encodeProperties(value: object, path: string, above: Set<object>): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw refusal("an instance of a class", path);
  const properties = Object.entries(value)
    .filter(([, property]) => property !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, property]) => `${JSON.stringify(key)}:${encode(property, `${path}.${key}`, above)}`);
  return `{${properties.join(",")}}`;
}

function refusal(what: string, path: string): PlanCacheError {
  return new PlanCacheError("not-canonical", `${what} at ${path} has no canonical form`, { path });
}
