/**
 * The clock of a run and of all that is part of it: wall-clock time at the start, and from there on the steady clock, so that durations are right when the
 * wall clock is set, and a part never lies outside its whole.
 */
export class RunClock {
  readonly #offsetMs = Date.now() - performance.now();

  /** Milliseconds since 1970-01-01 UTC, with fractions. */
  nowMs(): number {
    return this.#offsetMs + performance.now();
  }
}
