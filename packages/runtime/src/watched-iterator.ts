import type { RunLease } from "./run-lease.js";

/** Hands on what `source` gives, and ends the run when it ends: well, early, or with an error that then carries the run's id. */
export class WatchedIterator<Value> implements AsyncIterableIterator<Value, undefined> {
  readonly #source: AsyncIterator<Value, undefined>;
  readonly #lease: RunLease;

  constructor(source: AsyncIterator<Value, undefined>, lease: RunLease) {
    this.#source = source;
    this.#lease = lease;
  }

  async next(): Promise<IteratorResult<Value, undefined>> {
    const { run } = this.#lease;
    try {
      const result = await this.#source.next();
      if (result.done) await run.end(true);
      return result;
    } catch (error) {
      throw await run.fail(error);
    }
  }

  async return(): Promise<IteratorResult<Value, undefined>> {
    await this.#source.return?.();
    await this.#lease.run.end(false);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
