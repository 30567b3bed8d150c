/** The time that one named part of a run took. */
export interface PhaseRecord {
  readonly name: string;
  /** Milliseconds from the start of the run to the start of the phase. */
  readonly offsetMs: number;
  /** Duration in milliseconds. */
  readonly durationMs: number;
  /** True when the phase threw. */
  readonly failed: boolean;
}
