import { isLosslessNumber, parse } from "lossless-json";
import type { DeletionVectorEntry } from "./file-index.js";
import { PruningError } from "./pruning-error.js";

/** A deletion vector as an action names it (PROTOCOL.md, "Deletion Vectors"). */
export interface DeletionVectorDescriptor {
  readonly storageType: string;
  readonly pathOrInlineDv: string;
  readonly offset?: number | bigint | null | undefined;
  /** Rows that it hides. */
  readonly cardinality: number | bigint;
}

/** An `add` action as the log holds it (PROTOCOL.md, "Add File and Remove File"), from its JSON or from a checkpoint. */
export interface AddAction {
  readonly path: string;
  /** What a source that numbers its files calls this one by. */
  readonly number?: number | undefined;
  /** Size in bytes. */
  readonly size: number | bigint;
  readonly partitionValues: Readonly<Record<string, string | null>> | ReadonlyMap<string, string | null>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly modificationTime?: number | bigint | null | undefined;
  /** JSON text. */
  readonly stats?: string | null | undefined;
  readonly deletionVector?: DeletionVectorDescriptor | null | undefined;
}

/** What names the file that a `remove` action takes away. */
export interface RemoveAction {
  readonly path: string;
  readonly deletionVector?: Omit<DeletionVectorDescriptor, "cardinality"> | null | undefined;
}

/** The statistics of a file, numbers with all their digits. */
export interface FileStatistics {
  readonly numRecords?: unknown;
  readonly tightBounds?: unknown;
  readonly minValues?: unknown;
  readonly maxValues?: unknown;
  readonly nullCount?: unknown;
}

/** Reads the statistics of an add action. Throws `invalid-index` for a text that is no JSON. */
export function readFileStatistics({ path, stats }: AddAction): FileStatistics | undefined {
  if (stats === undefined || stats === null || stats === "") return undefined;
  try {
    // Numbers of up to 15 digits are the same as doubles; with more of them, each keeps its text.
    const json: unknown = /[\d.]{16}/.test(stats) ? parse(stats) : JSON.parse(stats);
    return typeof json === "object" && json !== null ? json : undefined;
  } catch (cause) {
    throw new PruningError("invalid-index", `the statistics of ${path} are no JSON`, { cause });
  }
}

/** A count from statistics. */
export function countOfJson(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return isLosslessNumber(value) ? Number(value.toString()) : undefined;
}

/** What tells a deletion vector from the others of its file. */
export function deletionVectorId(descriptor: RemoveAction["deletionVector"]): string {
  if (descriptor === undefined || descriptor === null) return "";
  const { storageType, pathOrInlineDv, offset } = descriptor;
  return `${storageType}${pathOrInlineDv}${offset === undefined || offset === null ? "" : `@${offset}`}`;
}

export function deletionVectorOf({ deletionVector }: AddAction): DeletionVectorEntry | undefined {
  if (deletionVector === undefined || deletionVector === null) return undefined;
  return { id: deletionVectorId(deletionVector), cardinality: Number(deletionVector.cardinality) };
}

/** Throws `invalid-index` for what is no add action. */
export function checkAddAction(add: AddAction): void {
  const { path, size, partitionValues } = add ?? {};
  if (typeof path !== "string" || path === "") throw new PruningError("invalid-index", "an add action has no path");
  if (!Number.isSafeInteger(Number(size)) || Number(size) < 0) {
    throw new PruningError("invalid-index", `the size of ${path} is ${String(size)}`);
  }
  if (typeof partitionValues !== "object" || partitionValues === null) {
    throw new PruningError("invalid-index", `${path} has no partition values`);
  }
}
