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

  time<T>(name: string, fn: () => T): T {
    const offsetMs = this.elapsedMs();
    let answer: T;
    try {
      answer = fn();
    } catch (error) {
      this.#keep(name, offsetMs, true);
      throw error;
    }
    if (answer instanceof Promise) return this.#settled(name, offsetMs, answer) as T;
    this.#keep(name, offsetMs, false);
    return answer;
  }

  async #settled<T>(name: string, offsetMs: number, answer: Promise<T>): Promise<T> {
    let failed = true;
    try {
      const value = await answer;
      failed = false;
      return value;
    } finally {
      this.#keep(name, offsetMs, failed);
    }
  }

  #keep(name: string, offsetMs: number, failed: boolean): void {
    if (this.#phases.length === maxPhases) {
      this.#dropped += 1;
      return;
    }
    this.#phases.push({ name, offsetMs, durationMs: this.elapsedMs() - offsetMs, failed });
  }
}
