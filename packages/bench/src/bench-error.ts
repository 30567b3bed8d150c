const marker = Symbol.for("causeway.bench.error");

/**
 * What went wrong:
 * - `unknown-benchmark`: a name on the command line is no benchmark;
 * - `command-failed`: a program that prepares tools or data failed;
 * - `peer-failed`: an engine's process ended, or an operation in it failed;
 * - `answers-differ`: an engine's answer is not DuckDB's, so nothing was timed;
 * - `markers-missing`: the README has no place for a benchmark's table.
 */
export type BenchErrorCode =
  | "unknown-benchmark"
  | "command-failed"
  | "peer-failed"
  | "answers-differ"
  | "markers-missing";

/** The error class of this package. The message begins with the code. */
export class BenchError extends Error {
  override readonly name = "BenchError";
  readonly code: BenchErrorCode;

  constructor(code: BenchErrorCode, text: string, options?: { cause?: unknown }) {
    super(`${code}: ${text}`, options);
    this.code = code;
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value: unknown): value is BenchError {
    return typeof value === "object" && value !== null && marker in value;
  }
}
