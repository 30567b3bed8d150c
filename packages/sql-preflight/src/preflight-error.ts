const marker = Symbol.for("causeway.sql-preflight.error");

/**
 * What went wrong with a check itself. A statement that is found wanting is no error: the report says so.
 * - `dry-run-missing`: there is no planner to judge by;
 * - `dry-run-failed`: the planner threw; `cause` is what it threw;
 * - `dry-run-invalid`: the planner gave something that is no finding;
 * - `invalid-policy`: the policy cannot be enforced as it stands;
 * - `invalid-argument`: the text or the context of a check has a value that cannot be used;
 * - `preflight-closed`: the preflight is closed;
 * - `aborted`: the signal fired; `cause` is its reason.
 */
export type PreflightErrorCode =
  | "dry-run-missing"
  | "dry-run-failed"
  | "dry-run-invalid"
  | "invalid-policy"
  | "invalid-argument"
  | "worker-timeout"
  | "worker-died"
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
