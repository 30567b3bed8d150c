import type { NativeFailure } from "../native/index.cjs";
import { NativeError } from "./native-error.js";

/** Failures cross the native boundary as values; this is the one place where they are thrown. */
export function unwrapNative<Value>(outcome: Value | NativeFailure): Value {
  if (isFailure(outcome)) throw NativeError.fromFailure(outcome);
  return outcome;
}

function isFailure(outcome: unknown): outcome is NativeFailure {
  return typeof outcome === "object" && outcome !== null && "failureCode" in outcome;
}
