import { type CancelOptions, NativeError } from "@causeway/ext-native";

/** Limits as one signal, for a wait that takes nothing else. */
export interface JoinedLimits {
  /** Undefined: nothing limits the wait. */
  readonly signal: AbortSignal | undefined;
  /** Takes the timer and the listener away. */
  release(): void;
}

export function joinLimits({ signal, timeoutMs }: CancelOptions): JoinedLimits {
  if (timeoutMs === undefined) return { signal, release() {} };
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new NativeError("timeout", `not done after ${timeoutMs} ms`));
  }, timeoutMs);
  timer.unref();
  const listen = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) listen();
  else signal?.addEventListener("abort", listen, { once: true });
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", listen);
    },
  };
}

/** What a call rejects with once its signal has fired: what the engine says as well. */
export function errorOfSignal({ reason }: AbortSignal): NativeError {
  if (NativeError.isInstance(reason)) return reason;
  return reason instanceof Error && reason.name === "TimeoutError"
    ? new NativeError("timeout", "the signal timed out", { cause: reason })
    : new NativeError("aborted", "the signal was aborted", { cause: reason });
}
