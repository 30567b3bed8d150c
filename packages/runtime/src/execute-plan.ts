import type { PreparedPlan, QueryParameters } from "@causeway/ext-native";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { QueryResult } from "./query-result.js";
import type { QueryRun } from "./query-run.js";
import { StreamedResult } from "./streamed-result.js";

/** What the last stage needs to know of a query. */
export interface ExecutionOptions {
  readonly parameters?: QueryParameters | undefined;
  readonly schema?: StandardSchemaV1 | undefined;
}

/** The last stage: executes what `plan` gives, and hands the run over to the reader of the result. What fails on the way ends the run. */
export async function startExecution<Row>(
  query: QueryRun,
  options: ExecutionOptions,
  plan: () => PreparedPlan | Promise<PreparedPlan>,
): Promise<QueryResult<Row>> {
  try {
    const stream = await query.execute(await plan(), options.parameters);
    return new StreamedResult<Row>(query, stream, options.schema);
  } catch (error) {
    throw await query.fail(error);
  }
}
