/** A signal that fires with the first of its sources, and lets go of them on `release`. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  release(): void;
}

/**
 * Joins signals by listeners that are taken off again. `AbortSignal.any` would hold on to every joined signal for as long as a
 * source lives, which is the life of the process for a source that stands for shutdown.
 */
export function linkSignals(sources: readonly AbortSignal[]): LinkedSignal {
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return { signal: only, release() {} };
  const controller = new AbortController();
  const listeners = sources.map((source) => ({ source, listen: () => controller.abort(source.reason) }));
  for (const { source, listen } of listeners) {
    if (source.aborted) listen();
    else source.addEventListener("abort", listen, { once: true });
  }
  return {
    signal: controller.signal,
    release() {
      for (const { source, listen } of listeners) source.removeEventListener("abort", listen);
    },
  };
}
