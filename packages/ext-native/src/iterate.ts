/**
 * An async iterator over `next`, which gives undefined at the end. A failure ends it. Leaving the loop calls `close` at once,
 * also while a value is still awaited (a generator would wait for that value first).
 */
export function iterate<Value extends object>(
  next: () => Promise<Value | undefined>,
  close: () => void,
): AsyncIterableIterator<Value, undefined> {
  // Calls that overlap are answered one after the other.
  let last: Promise<unknown> = Promise.resolve();
  const step = async (): Promise<IteratorResult<Value, undefined>> => {
    try {
      const value = await next();
      return value === undefined ? { done: true, value: undefined } : { done: false, value };
    } catch (error) {
      close();
      throw error;
    }
  };
  return {
    next() {
      const result = last.then(step);
      last = result.catch(() => {});
      return result;
    },
    async return() {
      close();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
