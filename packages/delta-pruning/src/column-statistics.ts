import { utf8 } from "./byte-order.js";
import { type BytesVector, BytesVectorBuilder } from "./bytes-vector.js";
import { traitsOf } from "./column-type.js";
import { type NumberVector, NumberVectorBuilder } from "./number-vector.js";
import { compareCuts } from "./regions.js";
import { boundOf, type Statistic } from "./statistic.js";
import type { SchemaColumn } from "./table-schema.js";

/** Stands for a count that is not known. */
export const unknownCount = 0xffff_ffff;

/** The bounds of a column in each file. They are bounds and never values: a minimum may be too low and a maximum too high. */
export type ColumnBounds =
  | { readonly kind: "numbers"; readonly min: NumberVector; readonly max: NumberVector }
  | { readonly kind: "bytes"; readonly min: BytesVector; readonly max: BytesVector };

export interface ColumnStatistics {
  /** Absent for binary, of which no bounds are kept. */
  readonly bounds: ColumnBounds | undefined;
  readonly nullCounts: Uint32Array;
}

type Bound = number | bigint | string | Uint8Array | undefined;

/** Fills the statistics of one column from its first file to its last. */
export class ColumnStatisticsBuilder {
  readonly #column: SchemaColumn;
  readonly #nullCounts: Uint32Array;
  readonly #numbers: readonly [NumberVectorBuilder, NumberVectorBuilder] | undefined;
  readonly #bytes: readonly [BytesVectorBuilder, BytesVectorBuilder] | undefined;
  #at = 0;

  constructor(column: SchemaColumn, length: number) {
    this.#column = column;
    this.#nullCounts = new Uint32Array(length);
    const { domain, family } = traitsOf(column.type);
    if (domain !== "bytes")
      this.#numbers = [new NumberVectorBuilder(length, "down"), new NumberVectorBuilder(length, "up")];
    else if (family === "string") this.#bytes = [new BytesVectorBuilder(length), new BytesVectorBuilder(length)];
  }

  /** Takes what a writer put down for the next file. */
  push(min: Statistic | undefined, max: Statistic | undefined, nullCount: number | bigint | undefined | null): void {
    const { type, wasFloat } = this.#column;
    this.pushBounds(
      min === undefined ? undefined : boundOf(type, wasFloat, "min", min),
      max === undefined ? undefined : boundOf(type, wasFloat, "max", max),
      countOf(nullCount),
    );
  }

  /** Takes bounds that are widened already. */
  pushBounds(min: Bound, max: Bound, nullCount: number): void {
    const isContradiction = min !== undefined && max !== undefined && isAbove(min, max);
    // Statistics that contradict each other are no statistics, the count of nulls among them.
    const [low, high] = isContradiction ? [undefined, undefined] : [min, max];
    if (this.#numbers !== undefined) {
      this.#numbers[0].set(this.#at, low as number | bigint | undefined);
      this.#numbers[1].set(this.#at, high as number | bigint | undefined);
    }
    this.#bytes?.[0].push(low as string | Uint8Array | undefined);
    this.#bytes?.[1].push(high as string | Uint8Array | undefined);
    this.#nullCounts[this.#at] = isContradiction ? unknownCount : nullCount;
    this.#at += 1;
  }

  finish(): ColumnStatistics {
    const [numbers, bytes] = [this.#numbers, this.#bytes];
    const bounds: ColumnBounds | undefined =
      numbers !== undefined
        ? { kind: "numbers", min: numbers[0].finish(), max: numbers[1].finish() }
        : bytes && { kind: "bytes", min: bytes[0].finish(), max: bytes[1].finish() };
    return { bounds, nullCounts: this.#nullCounts };
  }
}

/** A count as an index holds it. */
export function countOf(count: number | bigint | undefined | null): number {
  const number = typeof count === "bigint" ? Number(count) : count;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number < unknownCount
    ? number
    : unknownCount;
}

function isAbove(min: Exclude<Bound, undefined>, max: Exclude<Bound, undefined>): boolean {
  if (typeof min !== "string" && !(min instanceof Uint8Array)) return min > (max as number | bigint);
  const [low, high] = [bytesOf(min), bytesOf(max as string | Uint8Array)];
  // A maximum that was cut may be the beginning of the minimum.
  return compareCuts(low.subarray(0, high.length), high) > 0;
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? utf8(text) : text;
}
