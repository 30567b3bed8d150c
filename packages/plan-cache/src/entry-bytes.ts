import { deserialize, serialize } from "node:v8";
import { type PlanCacheEntry, problemOf } from "./plan-cache-entry.js";

/** Version of the form in which entries are written. It rises whenever an older reader could misread them. */
export const entryFormat = 1;

/** What stands in the bytes of an entry: the entry with its key, without what lives in one process only. */
interface WrittenEntry {
  readonly key: string;
  readonly entry: PlanCacheEntry<never>;
}

/** An entry as bytes, by V8's structured clone. Throws for what has no such form: functions, symbols. */
export function entryToBytes(key: string, entry: PlanCacheEntry): Buffer {
  const { prepared: _prepared, transient: _transient, ...written } = entry;
  // The key makes equal entries of two keys different content, so that one can go without the other.
  return serialize({ key, entry: written } satisfies WrittenEntry);
}

/** The entry of a key. Throws when the bytes hold none. */
export function entryFromBytes(key: string, bytes: Buffer): PlanCacheEntry<never> {
  const written: WrittenEntry = deserialize(bytes);
  if (written?.key !== key) throw new Error("the bytes are not those of an entry under this key");
  const problem = problemOf(written.entry);
  if (problem !== undefined) throw new Error(problem);
  return written.entry;
}
