import { canonicalForm } from "./canonical-form.js";
import { type PlanCacheEntry, problemOf } from "./plan-cache-entry.js";
import { PlanCacheError } from "./plan-cache-error.js";

/** Version of the form in which entries are written. It rises whenever an older reader could misread them. */
export const entryFormat = 1;

/** What stands before the plan's bytes, as JSON: the entry with its key, without what lives in one process only. */
interface WrittenHeader {
  readonly key: string;
  readonly entry: Omit<PlanCacheEntry<never>, "planBytes">;
  /** Length of the plan's bytes; absent when the entry has none. */
  readonly planLength?: number | undefined;
}

const lengthBytes = 4;

/**
 * An entry as bytes that every runtime reads: the length of the header (32 bits, little-endian), the header as JSON, and the plan's bytes.
 * Errors: `not-canonical` and `invalid-entry`, for a preflight report that JSON does not give back as it is.
 */
export function entryToBytes(key: string, entry: PlanCacheEntry): Buffer {
  const { prepared: _prepared, transient: _transient, planBytes, ...rest } = entry;
  // The key makes equal entries of two keys different content, so that one can go without the other.
  const written: WrittenHeader = { key, entry: rest, planLength: planBytes?.length };
  const header = Buffer.from(jsonOf(written));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, header, planBytes ?? new Uint8Array()]);
}

/** The entry of a key. Throws when the bytes hold none. */
export function entryFromBytes(key: string, bytes: Buffer): PlanCacheEntry<never> {
  const planStart = lengthBytes + bytes.readUInt32LE();
  const written: WrittenHeader = JSON.parse(bytes.toString("utf8", lengthBytes, planStart));
  if (written?.key !== key) throw new Error("the bytes are not those of an entry under this key");
  const { entry, planLength } = written;
  const rest = bytes.subarray(planStart);
  if (rest.length !== (planLength ?? 0))
    throw new Error(`the plan has ${rest.length} bytes instead of ${planLength ?? 0}`);
  const found = planLength === undefined ? entry : { ...entry, planBytes: new Uint8Array(rest) };
  const problem = problemOf(found);
  if (problem !== undefined) throw new Error(problem);
  return found;
}

function jsonOf(value: object): string {
  const form = canonicalForm(value);
  const text = JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? `${part}` : part));
  if (canonicalForm(JSON.parse(text)) === form) return text;
  throw new PlanCacheError(
    "invalid-entry",
    "the entry holds bigints or bytes besides its plan, which JSON does not give back",
  );
}
