import { ObsError } from "./obs-error.js";

export interface BackgroundQueueOptions<Item> {
  /** Most that waits, in the unit of `sizeOf`; what comes on top is dropped and counted. */
  readonly maxSize: number;
  readonly sizeOf: (item: Item) => number;
  /** Writes what has come together, in order. `dropped` counts the items that are missing before it and were not told of yet. */
  readonly write: (items: readonly Item[], dropped: number) => Promise<void>;
  /** Waits for more to come together before a write. */
  readonly gather: () => Promise<unknown>;
  /** Where the items go, for errors. */
  readonly target: string;
}

/** Items on their way to a slow place: taken at once, written in the background in batches, one batch at a time. */
export class BackgroundQueue<Item> {
  readonly #options: BackgroundQueueOptions<Item>;
  #waiting: Item[] = [];
  #size = 0;
  #dropped = 0;
  #droppedUntold = 0;
  #failure: ObsError | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: BackgroundQueueOptions<Item>) {
    this.#options = options;
  }

  /** Items that did not arrive: there was no room, or the write failed. */
  get dropped(): number {
    return this.#dropped;
  }

  /** True when half of the room is taken: time to write, whatever else may come. */
  get isFilling(): boolean {
    return this.#size * 2 >= this.#options.maxSize;
  }

  push(item: Item): void {
    const size = this.#options.sizeOf(item);
    if (this.#size + size > this.#options.maxSize) {
      this.#drop(1);
    } else {
      this.#waiting.push(item);
      this.#size += size;
    }
    this.#writing ??= this.#writeAll();
  }

  /** Waits for all that was pushed so far. Throws `sink-failed` once for what could not be written. */
  async flush(): Promise<void> {
    await this.#writing;
    this.tellFailure();
  }

  /** Throws what a write has failed with since it was last told. */
  tellFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  /** Takes what waits and is not being written, for someone who writes it now. */
  takeWaiting(): { readonly items: readonly Item[]; readonly dropped: number } {
    const items = this.#waiting;
    const dropped = this.#droppedUntold;
    this.#waiting = [];
    this.#droppedUntold = 0;
    return { items, dropped };
  }

  #drop(count: number): void {
    this.#dropped += count;
    this.#droppedUntold += count;
  }

  async #writeAll(): Promise<void> {
    await this.#options.gather();
    while (this.#waiting.length > 0 || (this.#droppedUntold > 0 && this.#failure === undefined))
      await this.#writeBatch();
    this.#writing = undefined;
  }

  async #writeBatch(): Promise<void> {
    const size = this.#size;
    const { items, dropped } = this.takeWaiting();
    try {
      await this.#options.write(items, dropped);
    } catch (cause) {
      this.#droppedUntold += dropped;
      this.#drop(items.length);
      const text = `${items.length} records could not be written to ${this.#options.target}`;
      this.#failure = new ObsError("sink-failed", text, { cause });
    }
    this.#size -= size;
  }
}
