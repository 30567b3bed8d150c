import type { NativeStream } from "../native/index.cjs";
import type { Cancellation } from "./cancellation.js";
import { unwrapNative } from "./unwrap-native.js";

/**
 * Reads the chunks of a native stream with one call ahead: the engine produces the next chunk while this one is used.
 * The native work stops at the end, at a failure and on `close`.
 */
export class ChunkReader {
  readonly #native: NativeStream;
  readonly #cancellation: Cancellation;
  #ahead: Promise<Uint8Array | null> | undefined;
  #closed = false;

  constructor(native: NativeStream, cancellation: Cancellation) {
    this.#native = native;
    this.#cancellation = cancellation;
  }

  /** The next chunk; undefined after the end and after `close`. Errors: what the execution failed with. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#closed) return undefined;
    try {
      const chunk = this.#ahead === undefined ? (this.#ready() ?? (await this.#pull())) : await this.#ahead;
      if (chunk === null || this.#closed) {
        this.close();
        return undefined;
      }
      if (this.#native.ended) {
        this.close();
      } else {
        this.#ahead = this.#pull();
        // A chunk that nobody comes for must not count as an unhandled rejection.
        this.#ahead.catch(() => {});
      }
      return chunk;
    } catch (error) {
      const left = this.#closed;
      this.close();
      if (left) return undefined;
      throw error;
    }
  }

  /** Stops the native work. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ahead = undefined;
    this.#native.cancel();
    this.#cancellation.dispose();
  }

  /** What came with the stream itself, so that a short result takes no second call. */
  #ready(): Uint8Array | null | undefined {
    if (this.#cancellation.error !== undefined) throw this.#cancellation.error;
    return unwrapNative(this.#native.takeReady());
  }

  #pull(): Promise<Uint8Array | null> {
    return this.#cancellation.unwrap(this.#native.next());
  }
}
