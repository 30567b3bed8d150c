import type { NativeSubstrait } from "../native/index.cjs";

/**
 * What a refusal is about:
 * - `not-a-query`, `relation`, `expression`, `type`, `column`, `scan`, `too-deep`: the plan has a part without a form in Substrait that is read back;
 * - `literal`, `null-aware-join`, `shadowed-function`: a part that would come back with another meaning;
 * - `not-read-back`, `not-optimized`, `plan-differs`: the bytes could not be proved.
 */
export type SubstraitRefusalClass =
  | "not-a-query"
  | "relation"
  | "expression"
  | "type"
  | "literal"
  | "column"
  | "scan"
  | "null-aware-join"
  | "shadowed-function"
  | "too-deep"
  | "not-read-back"
  | "not-optimized"
  | "plan-differs";

/** Why a plan does not go by Substrait. An answer and not an error: the query is fine. */
export interface SubstraitRefusal {
  readonly code: "not-carried" | "carried-wrongly" | "plan-differs";
  readonly class: SubstraitRefusalClass;
  /** One sentence. */
  readonly reason: string;
  /** The node of the logical plan that is to blame. */
  readonly node: string;
}

/** Milliseconds that the bytes took: to write them, to optimise the plan that was planned, to read them, to optimise and compare what came back. */
export interface SubstraitCosts {
  readonly writeMs: number;
  readonly optimizeMs: number;
  readonly readMs: number;
  readonly proveMs: number;
}

/** A plan as Substrait, or the refusal. */
export type SubstraitOutcome =
  | { readonly bytes: Uint8Array; readonly costs: SubstraitCosts; readonly refusal?: undefined }
  | { readonly bytes?: undefined; readonly refusal: SubstraitRefusal };

/** @internal */
export function substraitOutcome({ bytes, detailsJson }: NativeSubstrait): SubstraitOutcome {
  return bytes === undefined || bytes === null
    ? { refusal: JSON.parse(detailsJson) as SubstraitRefusal }
    : { bytes, costs: JSON.parse(detailsJson) as SubstraitCosts };
}
