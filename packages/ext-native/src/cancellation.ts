import type { NativeCancellation, NativeFailure } from "../native/index.cjs";
import { checkOption } from "./check-options.js";
import type { NativeAddon } from "./load-addon.js";
import { NativeError } from "./native-error.js";
import { EngineTrace } from "./tracing/engine-tracing.js";
import { unwrapNative } from "./unwrap-native.js";

/** How a call is stopped from outside. */
export interface CancelOptions {
  /** Stops the call: it rejects with `aborted`, or with `timeout` for a signal of `AbortSignal.timeout()`. */
  readonly signal?: AbortSignal;
  /** Longest time for the call in milliseconds, up to 2,147,483,647; after it the call rejects with `timeout`. Default: no limit. */
  readonly timeoutMs?: number;
}

/** What every call of the engine takes. */
export interface CallOptions extends CancelOptions {
  /** The run that the call is part of, where it is traced: what the engine does for the call becomes spans of it. */
  readonly trace?: EngineTrace;
}

export const callOptionNames = ["signal", "timeoutMs", "trace"];

/** The longest delay of a timer; Node turns a longer one into 1 ms. */
const longestTimeoutMs = 2_147_483_647;

/**
 * Joins an `AbortSignal` and a timeout to one call of the engine. Once it fires, everything that waits rejects at once
 * with the same error, and the native work is told to stop. `dispose` takes the listener and the timer away.
 */
export class Cancellation {
  readonly native: NativeCancellation;
  /** For the finalizer of whoever owns this. */
  readonly remains: CancellationRemains;
  #error: NativeError | undefined;
  readonly #waiting = new Set<(error: NativeError) => void>();

  /** Errors: `aborted` or `timeout` if the signal has fired already (no native work starts), `invalid-option`. */
  constructor(addon: Pick<NativeAddon, "NativeCancellation">, options: CallOptions = {}) {
    const { signal, timeoutMs, trace } = options;
    checkOption(
      "signal",
      signal,
      "an AbortSignal",
      (value) => typeof (value as AbortSignal | null)?.addEventListener === "function",
    );
    checkOption("timeoutMs", timeoutMs, `a number of milliseconds from 0 to ${longestTimeoutMs}`, isTimeout);
    checkOption("trace", trace, "a trace of EngineTracing.begin()", (value) => value instanceof EngineTrace);
    if (signal?.aborted) throw errorOfSignal(signal);
    this.native = new addon.NativeCancellation(trace?.native);
    this.remains = new CancellationRemains(this.native);
    if (signal) this.#listen(signal);
    if (timeoutMs !== undefined) this.#startTimer(timeoutMs);
  }

  /** Why it fired, if it did. */
  get error(): NativeError | undefined {
    return this.#error;
  }

  /** Fires by hand. Only the first reason counts. */
  cancel(error: NativeError): void {
    if (this.#error) return;
    this.#error = error;
    this.dispose();
    this.native.cancel();
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }

  /** The promise's outcome, or this cancellation's error as soon as it fires. */
  race<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      if (this.#error) reject(this.#error);
      this.#waiting.add(reject);
      promise.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }

  /** The value of a native call under way; a failure caused by this cancellation is thrown as its own error. */
  async unwrap<Value>(call: Promise<Value | NativeFailure>): Promise<Value> {
    const outcome = await this.race(call);
    if (this.#error) throw this.#error;
    return unwrapNative(outcome);
  }

  /** Removes the listener and the timer. Idempotent. */
  dispose(): void {
    this.remains.dispose();
  }

  #listen(signal: AbortSignal): void {
    const onAbort = () => this.cancel(errorOfSignal(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    this.remains.releases.push(() => signal.removeEventListener("abort", onAbort));
  }

  #startTimer(timeoutMs: number): void {
    const timer = setTimeout(
      () => this.cancel(new NativeError("timeout", `not done after ${timeoutMs} ms`)),
      timeoutMs,
    );
    timer.unref();
    this.remains.releases.push(() => clearTimeout(timer));
  }
}

/**
 * What is left to stop when the owner of a cancellation is collected. It holds neither the error nor those who wait:
 * an error holds the receivers of its stack's calls, so a finalizer that held one would keep its own owner alive.
 */
export class CancellationRemains {
  readonly releases: (() => void)[] = [];
  readonly #native: NativeCancellation;

  constructor(native: NativeCancellation) {
    this.#native = native;
  }

  /** Removes the listener and the timer. Idempotent. */
  dispose(): void {
    for (const release of this.releases.splice(0)) release();
  }

  /** Stops the native work of an owner that is gone: a call that it never waited for may still be under way. */
  abandon(): void {
    this.dispose();
    this.#native.cancel();
  }
}

/** Runs one native call under the options' signal and timeout. */
export async function cancellable<Value>(
  addon: Pick<NativeAddon, "NativeCancellation">,
  options: CallOptions | undefined,
  call: (cancellation: NativeCancellation) => Promise<Value | NativeFailure>,
): Promise<Value> {
  const cancellation = new Cancellation(addon, options);
  try {
    return await cancellation.unwrap(call(cancellation.native));
  } finally {
    cancellation.dispose();
  }
}

function errorOfSignal(signal: AbortSignal): NativeError {
  const reason: unknown = signal.reason;
  return reason instanceof Error && reason.name === "TimeoutError"
    ? new NativeError("timeout", "the signal timed out", { cause: reason })
    : new NativeError("aborted", "the signal was aborted", { cause: reason });
}

function isTimeout(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= longestTimeoutMs;
}
