import type { DataType, RecordBatch, Table, Vector } from "apache-arrow";

/** A parameter of a function: an apache-arrow `Field`, or its name and type. */
export interface FunctionParameter {
  /** The name by which `name => value` gives it. */
  readonly name: string;
  readonly type: DataType;
}

/** Whether the same arguments give the same value: always, within one query, or never for sure. */
export type FunctionVolatility = "immutable" | "stable" | "volatile";

interface FunctionDefinition {
  readonly arguments: readonly FunctionParameter[];
  /** Shown in `information_schema.routines`. */
  readonly description?: string;
}

export interface ScalarFunctionDefinition extends FunctionDefinition {
  readonly returns: DataType;
  /** Calls of an `immutable` function with constants are computed while a query is planned. Default: `volatile`. */
  readonly volatility?: FunctionVolatility;
}

export interface AggregateFunctionDefinition extends FunctionDefinition {
  readonly returns: DataType;
  /** The type of the state between calls. */
  readonly state: DataType;
  /** Default: `volatile`. */
  readonly volatility?: FunctionVolatility;
}

export interface TableFunctionDefinition extends FunctionDefinition {
  /** The columns of its rows. */
  readonly columns: readonly FunctionParameter[];
  /** It belongs to the session and tells what that has read: a policy over tables, columns or rows refuses it, and it cannot be dropped. Default: false. */
  readonly tellsOfTheSession?: boolean;
}

/** A column of values: an apache-arrow vector of the declared type, or values that make one. */
export type FunctionColumn = Vector | readonly unknown[];

/** Computes one batch: a column for each argument in, a column of as many values out. It must not be asynchronous. */
export type ScalarFunction = (...columns: Vector[]) => FunctionColumn;

/** Computes an aggregate. States are values of the declared type, as `vector.get` gives them. */
export interface AggregateFunction<State = unknown> {
  init(): State;
  /** The state with the rows of one batch. */
  update(state: State, ...columns: Vector[]): State;
  /** Two states as one. */
  merge(state: State, other: State): State;
  evaluate(state: State): unknown;
}

/** Gives the rows for constant arguments, batch after batch, each asked for when there is room for it. */
export type TableFunction = (
  ...values: unknown[]
) => AsyncIterable<RecordBatch | Table> | Iterable<RecordBatch | Table>;

/** A function that SQL can call. */
export interface FunctionDescription {
  readonly name: string;
  readonly kind: "scalar" | "higher-order" | "aggregate" | "window" | "table";
  /** `rule`: one of the rule primitives; `macro`: made by CREATE FUNCTION; `engine`: DataFusion's, what comes with it, and tables that tell of the session. */
  readonly origin: "rule" | "macro" | "javascript" | "engine";
  readonly aliases: readonly string[];
  /** How it is called, for example `stable_id(prefix, parts, …)`. */
  readonly syntax?: string;
  readonly description?: string;
  /** Absent for table functions. */
  readonly volatility?: FunctionVolatility;
  /** The names by which `name => value` gives arguments; those with a default may be left out anywhere. Absent: by position only. */
  readonly namedArguments?: readonly string[];
  readonly arguments: readonly { readonly name: string; readonly description: string }[];
  /** Fewest arguments. Absent: the function decides that by itself, when it is planned. */
  readonly minArguments?: number;
  /** Most arguments. Absent: any number, or what `minArguments` says. */
  readonly maxArguments?: number;
  /** The types of the arguments in each form of the function, in the planner's notation. */
  readonly signatures: readonly string[];
}
