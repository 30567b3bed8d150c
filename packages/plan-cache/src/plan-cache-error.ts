const marker = Symbol.for("causeway.plan-cache.error");

/**
 * What went wrong:
 * - `aborted`: the caller's signal fired while it waited; `cause` is the signal's reason;
 * - `cache-closed`: the cache is closed, or was closed while the caller waited;
 * - `entry-damaged`: a store held something that is no longer what was written; told to `onStoreFailure`, and the look-up is a miss;
 * - `entry-unusable`: `restore` failed on a kept entry; told to `onStoreFailure`, and the look-up is a miss;
 * - `invalid-entry`: `compute` gave something that is no entry;
 * - `invalid-option`: an option has a value that cannot be used;
 * - `not-canonical`: a part of a fingerprint holds a value that has no canonical form; `path` says where;
 * - `store-failed`: the store threw; told to `onStoreFailure`, never to a caller of `get`.
 */
export type PlanCacheErrorCode =
  | "aborted"
  | "cache-closed"
  | "entry-damaged"
  | "entry-unusable"
  | "invalid-entry"
  | "invalid-option"
  | "not-canonical"
  | "store-failed";

/** The error class of this package. The message begins with the code. */
export class PlanCacheError extends Error {
  override readonly name = "PlanCacheError";
  readonly code: PlanCacheErrorCode;
  /** Where the offending value stands, for `not-canonical`. */
  readonly path: string | undefined;

  constructor(code: PlanCacheErrorCode, text: string, options?: { cause?: unknown; path?: string }) {
    super(`${code}: ${text}`, options);
    this.code = code;
    this.path = options?.path;
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value: unknown): value is PlanCacheError {
    return typeof value === "object" && value !== null && marker in value;
  }
}
