import { PlanCacheError } from "./plan-cache-error.js";

/** Why a query that was asked to go by Substrait goes by SQL. */
export interface CachedFallback {
  readonly code: string;
  readonly reason: string;
  readonly node?: string | undefined;
}

/** Why a query is refused. */
export interface CachedRefusal {
  readonly code: string;
  readonly reason: string;
}

/** What is known of a compiled query. `Prepared` is the engine's own plan, where the caller keeps one. */
export interface PlanCacheEntry<Prepared = unknown> {
  /** Hash of the query alone. */
  readonly planHash: string;
  /** Hash of the session's profile: policy, versions, settings that change a plan. */
  readonly profileHash: string;
  readonly compilationLane: "substrait" | "sql";
  /** Hash of `planBytes`. */
  readonly substraitHash?: string | undefined;
  /** The plan as Substrait, when it went by that lane. */
  readonly planBytes?: Uint8Array | undefined;
  readonly fallback?: CachedFallback | undefined;
  /** The report of the preflight, as plain data. */
  readonly preflight?: object | undefined;
  /** The query is refused: the entry says so for `refusalTtlMs`, and needs no `restore`. */
  readonly refusal?: CachedRefusal | undefined;
  /** When the entry was made, in milliseconds since 1970-01-01 UTC. */
  readonly createdAtMs: number;
  /** What the entry takes up in memory, in bytes, as near as its maker can tell. */
  readonly sizeBytes: number;
  /** The engine's prepared plan. It lives in this process only: a store that writes elsewhere leaves it out. */
  readonly prepared?: Prepared | undefined;
  /** True: for those who wait for it now, and not to be kept, such as the plan of a statement that changes something. */
  readonly transient?: boolean | undefined;
}

/** Throws `invalid-entry` for a value that a cache cannot keep. */
export function checkEntry(entry: PlanCacheEntry): void {
  const problem = problemOf(entry);
  if (problem !== undefined) throw new PlanCacheError("invalid-entry", problem);
}

/** What keeps a value from being an entry, if anything. */
export function problemOf(entry: PlanCacheEntry): string | undefined {
  if (typeof entry !== "object" || entry === null)
    return `an entry is an object, this is ${entry === null ? "null" : typeof entry}`;
  const { planHash, profileHash, compilationLane, planBytes, createdAtMs, sizeBytes } = entry;
  if (typeof planHash !== "string" || typeof profileHash !== "string")
    return "planHash and profileHash must be strings";
  if (compilationLane !== "substrait" && compilationLane !== "sql") {
    return `compilationLane is ${String(compilationLane)}, it must be substrait or sql`;
  }
  if (planBytes !== undefined && !(planBytes instanceof Uint8Array)) return "planBytes must be a Uint8Array";
  if (!Number.isFinite(createdAtMs)) return `createdAtMs is ${createdAtMs}, it must be a time`;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0)
    return `sizeBytes is ${sizeBytes}, it must be a count of bytes`;
  return undefined;
}
