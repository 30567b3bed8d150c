import type { NativeFailure, NativeStream } from "../../native/index.cjs";
import type { NativeAddon } from "../../src/load-addon.js";

/** A failure as the addon hands it over. */
export function failure(failureCode: string, message: string, details: object = {}): NativeFailure {
  return { failureCode, message, detailsJson: JSON.stringify(details) };
}

/** Counts how often it was told to cancel. */
export class FakeCancellation {
  cancelled = 0;

  cancel(): void {
    this.cancelled += 1;
  }
}

/** An addon whose cancellations can be looked at. */
export function fakeAddon(): NativeAddon & { readonly cancellations: FakeCancellation[] } {
  const cancellations: FakeCancellation[] = [];
  class Recorded extends FakeCancellation {
    constructor() {
      super();
      cancellations.push(this);
    }
  }
  return { NativeCancellation: Recorded, cancellations } as never;
}

type Step = Uint8Array | NativeFailure | null;

/**
 * A native stream that gives these chunks; after null it has ended, after the last it waits until it is cancelled. The first of them can be there at once.
 */
export class FakeStream implements NativeStream {
  cancelled = 0;
  asked = 0;
  ended = false;
  schema: Uint8Array = new Uint8Array();
  readonly #steps: Step[];
  #ready: Step;
  #wake: (() => void) | undefined;

  constructor(steps: readonly Step[], ready: Step = null) {
    this.#steps = [...steps];
    this.#ready = ready;
  }

  takeReady(): Step {
    const ready = this.#ready;
    this.#ready = null;
    this.ended = ready !== null && this.#steps.length === 0;
    return ready;
  }

  async next(): Promise<Step> {
    this.asked += 1;
    const step = this.#steps.shift();
    this.ended = step === null;
    if (step !== undefined) return step;
    if (this.cancelled === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return failure("aborted", "the operation was aborted");
  }

  schemaIpc(): Uint8Array {
    return this.schema;
  }

  cancel(): void {
    this.cancelled += 1;
    this.#wake?.();
  }

  reportJson(): string {
    return JSON.stringify({ finished: this.#steps.length === 0, rows: 3 });
  }
}
