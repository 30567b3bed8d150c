import type { CancelOptions, Explanation, PlanParameter, QueryParameters, UnknownRow } from "@causeway/ext-native";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Schema } from "apache-arrow";
import type { ExecuteOptions } from "./query-options.js";
import type { QueryResult } from "./query-result.js";

/**
 * A query that has been checked and compiled. It keeps the tables as they were then, and runs any number of times, also at the same time.
 *
 * @example
 * const late = await session.compile<{ n: bigint }>("SELECT count(*) AS n FROM flights WHERE delay > $1");
 * for (const minutes of [15, 60]) console.log(await (await late.execute([minutes])).first());
 */
export interface PreparedQuery<Row = UnknownRow> {
  /** The columns of its result. */
  readonly schema: Schema;
  /** The parameters that it takes, with the types that the planner inferred. */
  readonly parameters: readonly PlanParameter[];
  /** Starts an execution. Errors: `parameter-missing`, `parameter-extra`, `parameter-type`, and others of the engine. */
  execute<RowSchema extends StandardSchemaV1>(
    parameters: QueryParameters | undefined,
    options: ExecuteOptions & { readonly schema: RowSchema },
  ): Promise<QueryResult<StandardSchemaV1.InferOutput<RowSchema>>>;
  execute(parameters?: QueryParameters, options?: ExecuteOptions): Promise<QueryResult<Row>>;
  /**
   * The query as a plan of Substrait v0.85, to keep, to send, and to give to `session.query({ substrait })`. Parameters stay parameters.
   *
   * Errors: `lane-refused` of the lane for a query that does not go by Substrait.
   */
  toSubstrait(options?: CancelOptions): Promise<Uint8Array>;
  /** Its plans. */
  explain(
    options?: CancelOptions & { readonly parameters?: QueryParameters; readonly analyze?: boolean },
  ): Promise<Explanation>;
}
