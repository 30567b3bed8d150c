import { createHash } from "node:crypto";
import { canonicalForm } from "./canonical-form.js";

/** All that a plan depends on. Each part is plain data: objects, arrays, strings, numbers, bigints, booleans, bytes, null. */
export interface FingerprintParts {
  /** The query: its normalised text, or its relation as data. */
  readonly input: unknown;
  /** The schemas of the tables in play. */
  readonly schemas: unknown;
  /** The versions of the tables, of the engine and of the packages. */
  readonly versions: unknown;
  /** The session's profile: its policy, and each setting that changes a plan. */
  readonly profile: unknown;
}

/** The key of a plan: SHA-256, in hex, over the canonical form of its parts. The order of properties does not matter; everything else does. */
export function planFingerprint(parts: FingerprintParts): string {
  const { input, schemas, versions, profile } = parts;
  return canonicalHash({ input, schemas, versions, profile });
}

/** SHA-256, in hex, over the canonical form of any plain data: for a `profileHash`, or a schema's. */
export function canonicalHash(value: unknown): string {
  return createHash("sha256").update(canonicalForm(value)).digest("hex");
}
