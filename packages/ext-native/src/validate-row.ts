import type { StandardSchemaV1 } from "@standard-schema/spec";
import { NativeError } from "./native-error.js";

/**
 * Checks one row with a Standard Schema validator (zod, valibot, arktype, …) and gives what the validator makes of it;
 * a promise if the validator is asynchronous. `index` is the row's number from 0, for the error.
 *
 * Errors: `row-invalid` with `details.row` and `details.issues`.
 */
export function validateRow<Schema extends StandardSchemaV1>(
  schema: Schema,
  row: unknown,
  index: number,
): StandardSchemaV1.InferOutput<Schema> | Promise<StandardSchemaV1.InferOutput<Schema>> {
  const result = schema["~standard"].validate(row);
  return result instanceof Promise ? result.then((settled) => outputOf(settled, index)) : outputOf(result, index);
}

function outputOf<Output>(result: StandardSchemaV1.Result<Output>, index: number): Output {
  if (!result.issues) return result.value;
  const [first] = result.issues;
  throw new NativeError(
    "row-invalid",
    `row ${index} does not fit the schema: ${first ? describe(first) : "no reason is given"}`,
    {
      details: { row: index, issues: result.issues },
    },
  );
}

function describe(issue: StandardSchemaV1.Issue): string {
  const path = issue.path?.map((step) => String(typeof step === "object" ? step.key : step)).join(".");
  return path ? `${path}: ${issue.message}` : issue.message;
}
