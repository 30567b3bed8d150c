import type { OptionRule } from "./check-options.js";

/**
 * What is recorded of a run beside its events and its report, since it is sensitive, large or costs time:
 * - `statement`: the text and what the preflight found in it, as the artifact `statement`;
 * - `plan`: the logical, optimised and physical plan, as the artifact `plan`; the engine plans once more for it;
 * - `spans`: each span that the engine has told of, as the artifact `spans`, with its times; how many is said by `tracing`;
 * - `operators`: what each operator of the plan measured, as `operators` of the report.
 */
export type RecordedDetail = "statement" | "plan" | "spans" | "operators";

const details: readonly unknown[] = ["statement", "plan", "spans", "operators"] satisfies RecordedDetail[];

export const recordRule: OptionRule = {
  expected: `a list of ${details.map((detail) => JSON.stringify(detail)).join(", ")}`,
  accepts: (value) => Array.isArray(value) && value.every((detail) => details.includes(detail)),
};
