import type { PhaseRecord } from "./phase-record.js";

const maxPhases = 1_000;

/** Times the phases of one run, and keeps a bounded number of them. */
export class PhaseTimer {
  readonly #startMs = performance.now();
  readonly #phases: PhaseRecord[] = [];
  #dropped = 0;

  /** The phases kept, in the order of their ends. */
  get phases(): readonly PhaseRecord[] {
    return this.#phases;
  }

  /** Phases that ended after the limit was reached. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Milliseconds since the timer was made. */
  elapsedMs(): number {
    return performance.now() - this.#startMs;
  }

  /** `onEnd` is told when the phase has ended, and whether it threw. */
  time<T>(name: string, fn: () => T, onEnd?: (failed: boolean) => void): T {
    const offsetMs = this.elapsedMs();
    const end = (failed: boolean): void => {
      this.#keep(name, offsetMs, failed);
      onEnd?.(failed);
    };
    let answer: T;
    try {
      answer = fn();
    } catch (error) {
      end(true);
      throw error;
    }
    if (answer instanceof Promise) return settled(answer, end) as T;
    end(false);
    return answer;
  }

  #keep(name: string, offsetMs: number, failed: boolean): void {
    if (this.#phases.length === maxPhases) {
      this.#dropped += 1;
      return;
    }
    this.#phases.push({ name, offsetMs, durationMs: this.elapsedMs() - offsetMs, failed });
  }
}

async function settled<T>(answer: Promise<T>, end: (failed: boolean) => void): Promise<T> {
  let failed = true;
  try {
    const value = await answer;
    failed = false;
    return value;
  } finally {
    end(failed);
  }
}
