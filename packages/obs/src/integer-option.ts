import { ObsError } from "./obs-error.js";

/** The value of an option, or its default. Errors: `invalid-argument`. */
export function integerOption(name: string, value: number | undefined, byDefault: number, least = 1): number {
  const chosen = value ?? byDefault;
  if (Number.isSafeInteger(chosen) && chosen >= least) return chosen;
  throw new ObsError("invalid-argument", `${name} is ${chosen}, it must be an integer of at least ${least}`);
}
