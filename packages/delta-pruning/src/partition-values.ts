import type { Cut } from "./regions.js";

/**
 * A value of a partition. `null` is null; a text is itself, where `mayBeNull` says that a reader may take it for null; `unknown` is a text that is
 * no value of the type.
 */
export type PartitionCell =
  | { readonly kind: "null" }
  | { readonly kind: "nan" }
  | { readonly kind: "value"; readonly value: Cut; readonly mayBeNull: boolean }
  | { readonly kind: "unknown" };

/** The partition values of one column: each different one once, and for each file its number. They are exact. */
export interface PartitionValues {
  readonly cells: readonly PartitionCell[];
  readonly codes: Uint32Array;
}

export class PartitionValuesBuilder {
  readonly #codes: Uint32Array;
  readonly #numbers = new Map<string, number>();
  readonly #cells: PartitionCell[] = [];
  #at = 0;

  constructor(length: number) {
    this.#codes = new Uint32Array(length);
  }

  /** `key` names the value: of two cells with one key, the first is kept. */
  push(key: string, cell: () => PartitionCell): void {
    let code = this.#numbers.get(key);
    if (code === undefined) {
      code = this.#cells.push(cell()) - 1;
      this.#numbers.set(key, code);
    }
    this.#codes[this.#at] = code;
    this.#at += 1;
  }

  finish(): PartitionValues {
    return { cells: this.#cells, codes: this.#codes };
  }
}
