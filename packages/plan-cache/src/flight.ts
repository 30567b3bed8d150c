/** One computation that several callers wait for. It is called off when the last of them has left. */
export class Flight<T> {
  readonly #controller = new AbortController();
  readonly #promise: Promise<T>;
  #waiters = 0;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    const { signal } = this.#controller;
    this.#promise = new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      start(signal).then(resolve, reject);
    });
    // Each waiter sees a failure through its own `wait`; one that all waiters have left is nobody's.
    this.#promise.catch(() => {});
  }

  /** Fires when the flight is called off. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits for the computation, or until the caller's signal fires. `aborted` makes the error of the second. */
  wait(signal: AbortSignal | undefined, aborted: (reason: unknown) => Error): Promise<T> {
    this.#waiters += 1;
    if (signal === undefined) return this.#promise;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(aborted(signal.reason));
        this.#waiters -= 1;
        if (this.#waiters === 0) this.cancel(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  }

  /** Calls the computation off. All who wait get `reason` at once, whether the computation heeds its signal or not. */
  cancel(reason: unknown): void {
    this.#controller.abort(reason);
  }
}
