import { NativeError } from "./native-error.js";

/** Half of a UTF-16 pair: it has no UTF-8 form, so it cannot reach the engine unchanged. */
const loneSurrogate = /\p{Surrogate}/u;

/** Refuses what is no string or holds a lone surrogate. `what` names the text in the error. Errors: `invalid-argument`. */
export function assertWellFormedText(text: unknown, what: string): asserts text is string {
  if (typeof text !== "string") {
    throw new NativeError("invalid-argument", `${what} must be a string, not ${text === null ? "null" : typeof text}`);
  }
  const index = text.search(loneSurrogate);
  if (index >= 0) {
    throw new NativeError(
      "invalid-argument",
      `${what} has a lone surrogate at index ${index}: it is no well-formed text`,
    );
  }
}
