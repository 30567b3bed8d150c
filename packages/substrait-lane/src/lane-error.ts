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
 *
 * Of a relation that is built; the text names the culprit:
 * - `unknown-column`: a relation has no column of that name;
 * - `duplicate-column`: two columns of one relation would have the same name;
 * - `type-mismatch`: an operator or function does not take an expression of that type, or the inputs of a set operation differ;
 * - `unbound-column`: a column belongs to a relation that the expression does not stand over;
 * - `aggregate-misuse`: an aggregate stands where a value of one row is asked for, or the other way round;
 * - `window-misuse`: a window function stands outside of a projection;
 * - `invalid-literal`: a value has no form in the type that is asked for;
 * - `invalid-schema`: a schema or a type is not one that a relation can have;
 * - `invalid-expression`: what was given is no expression, or is incomplete;
 * - `too-deep`: a relation or an expression has more steps, one in the other, than can be followed;
 * - `invalid-message`: a message of Substrait was to be written that has no such form.
 *
 * Of a plan's bytes:
 * - `plan-too-large`, `plan-too-deep`: the plan is beyond a limit;
 * - `plan-malformed`: the bytes are no plan, or one without a part that it must have;
 * - `plan-unknown-field`: the plan holds what Substrait v0.85 does not know;
 * - `plan-unsupported`: the plan holds what is no query: a write, a statement that changes tables, a file;
 * - `plan-invalid-reference`: a reference leads to no column, no function, no extension;
 * - `plan-duplicate-anchor`: two declarations have one anchor;
 * - `plan-unknown-function`: the plan calls a function that the caller does not know.
 */
export type LaneErrorCode =
  | "codec-missing"
  | "lane-refused"
  | "codec-failed"
  | "codec-invalid"
  | "unknown-lane"
  | "invalid-input"
  | "aborted"
  | "unknown-column"
  | "duplicate-column"
  | "type-mismatch"
  | "unbound-column"
  | "aggregate-misuse"
  | "window-misuse"
  | "invalid-literal"
  | "invalid-schema"
  | "invalid-expression"
  | "too-deep"
  | "invalid-message"
  | "plan-too-large"
  | "plan-too-deep"
  | "plan-malformed"
  | "plan-unknown-field"
  | "plan-unsupported"
  | "plan-invalid-reference"
  | "plan-duplicate-anchor"
  | "plan-unknown-function";

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
