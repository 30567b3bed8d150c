import type { NativeFailure } from "../native/index.cjs";
import { isNativeErrorCode, type NativeErrorCode } from "./native-error-codes.js";
import type { NativeErrorDetails } from "./native-error-details.js";

const marker = Symbol.for("causeway.ext-native.error");

/**
 * The one error of this package. `code` is stable, the message begins with it, `details` holds the data to act on.
 *
 * @example
 * try {
 *   await session.prepare("SELECT * FROM flihgts");
 * } catch (error) {
 *   if (NativeError.isInstance(error) && error.code === "unknown-table") console.error(error.details.table);
 * }
 */
export class NativeError extends Error {
  readonly code: NativeErrorCode;
  readonly details: NativeErrorDetails;

  constructor(
    code: NativeErrorCode,
    message: string,
    options: { readonly details?: NativeErrorDetails; readonly cause?: unknown } = {},
  ) {
    super(
      message.startsWith(`${code}: `) ? message : `${code}: ${message}`,
      "cause" in options ? { cause: options.cause } : {},
    );
    this.name = "NativeError";
    this.code = code;
    this.details = options.details ?? {};
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for an error of this class, also of another copy of this package. */
  static isInstance(value: unknown): value is NativeError {
    return typeof value === "object" && value !== null && marker in value;
  }

  /** @internal The error of a failure that crossed the native boundary. */
  static fromFailure(failure: NativeFailure): NativeError {
    const details = JSON.parse(failure.detailsJson) as NativeErrorDetails;
    return isNativeErrorCode(failure.failureCode)
      ? new NativeError(failure.failureCode, failure.message, { details })
      : new NativeError("internal", `${failure.failureCode}: ${failure.message}`, { details });
  }
}
