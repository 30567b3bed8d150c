import { PlanCacheError } from "./plan-cache-error.js";

/** The value of an option. Errors: `invalid-option`. */
export function positiveInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new PlanCacheError("invalid-option", `${name} is ${value}, it must be a positive integer`);
}
