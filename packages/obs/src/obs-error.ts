const marker = Symbol.for("causeway.obs.error");

/**
 * What went wrong:
 * - `sink-failed`: a sink threw, or could not write what it had taken;
 * - `telemetry-failed`: the telemetry of a run threw;
 * - `process-ended`: the process ended while the run was open; the error of its `run-end`;
 * - `sink-closed`: something was recorded into a sink after its `close()`;
 * - `invalid-argument`: an option or argument has a value that cannot be used.
 */
export type ObsErrorCode = "sink-failed" | "telemetry-failed" | "process-ended" | "sink-closed" | "invalid-argument";

/** The error class of this package. The message begins with the code. */
export class ObsError extends Error {
  override readonly name = "ObsError";
  readonly code: ObsErrorCode;

  constructor(code: ObsErrorCode, text: string, options?: { cause?: unknown }) {
    super(`${code}: ${text}`, options);
    this.code = code;
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value: unknown): value is ObsError {
    return typeof value === "object" && value !== null && marker in value;
  }
}
