import { NativeError } from "../native-error.js";

/**
 * How Arrow values become JavaScript values. The README's table says what becomes of each type.
 *
 * - `lossless`: nothing is rounded or forgotten (64-bit integers are `bigint`, timestamps keep their unit and zone).
 * - `js`: what JavaScript code works with most easily (numbers, `Date`).
 * - `json`: what `JSON.stringify` and `JSON.parse` carry unchanged.
 */
export type RowMode = "lossless" | "js" | "json";

/** Errors: `invalid-option`. */
export function assertRowMode(mode: unknown): asserts mode is RowMode {
  if (mode !== "lossless" && mode !== "js" && mode !== "json") {
    throw new NativeError("invalid-option", `mode must be "lossless", "js" or "json", not ${JSON.stringify(mode)}`, {
      details: { option: "mode" },
    });
  }
}
