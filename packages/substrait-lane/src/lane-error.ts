import type { LaneRefusal } from "./plan-codec.js";

const marker = Symbol.for("causeway.substrait-lane.error");

/**
 * What went wrong:
 * - `codec-missing`: `substrait-only` was asked for, and there is no codec to make the bytes;
 * - `lane-refused`: `substrait-only` was asked for, and the codec refused the query; `refusal` says why;
 * - `codec-failed`: the codec threw; `cause` is what it threw;
 * - `codec-invalid`: the codec gave neither bytes nor a refusal;
 * - `unknown-lane`: the `lane` option is none of the three;
 * - `invalid-input`: the query is no text, is empty, or holds half a surrogate pair;
 * - `aborted`: the signal fired; `cause` is its reason.
 */
export type LaneErrorCode =
  | "codec-missing"
  | "lane-refused"
  | "codec-failed"
  | "codec-invalid"
  | "unknown-lane"
  | "invalid-input"
  | "aborted";

/** The error class of this package. The message begins with the code. */
export class LaneError extends Error {
  override readonly name = "LaneError";
  readonly code: LaneErrorCode;
  /** Why the query cannot go by Substrait, for `lane-refused`. */
  readonly refusal: LaneRefusal | undefined;

  constructor(code: LaneErrorCode, text: string, options?: { cause?: unknown; refusal?: LaneRefusal }) {
    super(`${code}: ${text}`, options);
    this.code = code;
    this.refusal = options?.refusal;
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value: unknown): value is LaneError {
    return typeof value === "object" && value !== null && marker in value;
  }
}
