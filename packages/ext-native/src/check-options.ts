import { NativeError } from "./native-error.js";

/** Refuses options that are no object or have a name beyond `known`. Errors: `invalid-option`, `unknown-option`. */
export function checkOptionNames(options: unknown, known: readonly string[], where: string): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new NativeError("invalid-option", `the options of ${where} must be an object`, {
      details: { option: where },
    });
  }
  for (const option of Object.keys(options)) {
    if (!known.includes(option)) {
      throw new NativeError(
        "unknown-option",
        `${where} has no option ${JSON.stringify(option)}; it knows ${known.join(", ")}`,
        {
          details: { option },
        },
      );
    }
  }
}

/** Throws `invalid-option` unless the value is absent or passes. */
export function checkOption(
  option: string,
  value: unknown,
  expected: string,
  passes: (value: unknown) => boolean,
): void {
  if (value !== undefined && !passes(value)) throw invalidOption(option, `must be ${expected}`);
}

export function invalidOption(option: string, problem: string, cause?: unknown): NativeError {
  return new NativeError("invalid-option", `option ${option} ${problem}`, {
    details: { option },
    ...(cause === undefined ? {} : { cause }),
  });
}

export const isText = (value: unknown): boolean => typeof value === "string";
export const isFlag = (value: unknown): boolean => typeof value === "boolean";
export const isPositiveInteger = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
/** What crosses to the engine as 32 bits. */
export const isByteCount = (value: unknown): boolean => isPositiveInteger(value) && (value as number) < 2 ** 32;
export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** A plain record whose values all pass. */
export function isRecordOf(passes: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(passes);
}
