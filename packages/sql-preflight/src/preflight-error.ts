const marker = Symbol.for("causeway.sql-preflight.error");

/**
 * What went wrong with a check itself. A statement that is found wanting is no error: the report says so.
 * - `dry-run-failed`: the planner threw; `cause` is what it threw;
 * - `dry-run-invalid`: the planner gave something that is no finding;
 * - `invalid-policy`: the policy cannot be enforced as it stands;
 * - `invalid-argument`: an option, a text or a context has a value that cannot be used;
 * - `unreadable-sql`: a text that is to be rewritten, compared or followed cannot be parsed;
 * - `analysis-failed`: SQLGlot failed on a text, by no fault of the text;
 * - `worker-timeout`: SQLGlot took longer than its deadline, and its worker was ended;
 * - `worker-died`: the worker of SQLGlot could not start, or ended by itself;
 * - `assets-missing`: what the package's build made does not lie beside its code;
 * - `preflight-closed`: the preflight is closed;
 * - `aborted`: the signal fired; `cause` is its reason.
 */
export type PreflightErrorCode =
  | "dry-run-failed"
  | "dry-run-invalid"
  | "invalid-policy"
  | "invalid-argument"
  | "unreadable-sql"
  | "analysis-failed"
  | "worker-timeout"
  | "worker-died"
  | "assets-missing"
  | "preflight-closed"
  | "aborted";

/** The error class of this package. The message begins with the code. */
export class PreflightError extends Error {
  override readonly name = "PreflightError";
  readonly code: PreflightErrorCode;

  constructor(code: PreflightErrorCode, text: string, options?: { cause?: unknown }) {
    super(`${code}: ${text}`, options);
    this.code = code;
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value: unknown): value is PreflightError {
    return typeof value === "object" && value !== null && marker in value;
  }
}

export function abortedError(reason: unknown): PreflightError {
  return new PreflightError("aborted", "the check was called off", { cause: reason });
}
