const encoder = new TextEncoder();

/** Texts or binary of a column in one buffer, one for each file. */
export interface BytesVector {
  readonly data: Uint8Array;
  /** The bytes at `i` are those from `offsets[i]` to `offsets[i + 1]`. */
  readonly offsets: Uint32Array;
  /** One bit for each place, set where there is a value. */
  readonly present: Uint8Array;
}

/** Fills a vector from its beginning to its end. */
export class BytesVectorBuilder {
  #data = new Uint8Array(1024);
  #length = 0;
  #at = 0;
  readonly #offsets: Uint32Array;
  readonly #present: Uint8Array;

  constructor(length: number) {
    this.#offsets = new Uint32Array(length + 1);
    this.#present = new Uint8Array((length + 7) >> 3);
  }

  push(value: string | Uint8Array | undefined): void {
    if (value !== undefined) {
      this.#reserve(typeof value === "string" ? value.length * 3 : value.length);
      if (typeof value === "string") {
        this.#length += encoder.encodeInto(value, this.#data.subarray(this.#length)).written;
      } else {
        this.#data.set(value, this.#length);
        this.#length += value.length;
      }
      this.#present[this.#at >> 3] = (this.#present[this.#at >> 3] ?? 0) | (1 << (this.#at & 7));
    }
    this.#at += 1;
    this.#offsets[this.#at] = this.#length;
  }

  finish(): BytesVector {
    return { data: this.#data.slice(0, this.#length), offsets: this.#offsets, present: this.#present };
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#data.length) return;
    const larger = new Uint8Array(Math.max(this.#data.length * 2, this.#length + bytes));
    larger.set(this.#data.subarray(0, this.#length));
    this.#data = larger;
  }
}

export function isPresent({ present }: BytesVector, at: number): boolean {
  return ((present[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
}

/** The bytes at a place; undefined where there are none. */
export function bytesAt(vector: BytesVector, at: number): Uint8Array | undefined {
  return isPresent(vector, at) ? vector.data.subarray(vector.offsets[at], vector.offsets[at + 1]) : undefined;
}
