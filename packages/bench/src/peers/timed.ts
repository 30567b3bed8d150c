/** Runs something once and gives its result and how long it took, in milliseconds. */
export async function timed<Result>(work: () => Promise<Result>): Promise<{ elapsedMs: number; result: Result }> {
  const start = performance.now();
  const result = await work();
  return { elapsedMs: performance.now() - start, result };
}
