import type { ExpressionNode } from "../expression/expression-node.js";
import type { DataType } from "../schema/data-type.js";

const official = (file: string) => `extension:io.substrait:${file}`;

/** The extensions that declare functions, by their URN. The official ones are those of Substrait v0.85. */
export const functionUrns = {
  arithmetic: official("functions_arithmetic"),
  arithmeticDecimal: official("functions_arithmetic_decimal"),
  aggregateGeneric: official("functions_aggregate_generic"),
  boolean: official("functions_boolean"),
  comparison: official("functions_comparison"),
  datetime: official("functions_datetime"),
  logarithmic: official("functions_logarithmic"),
  rounding: official("functions_rounding"),
  roundingDecimal: official("functions_rounding_decimal"),
  string: official("functions_string"),
  /** What DataFusion has and Substrait does not, and functions that users register there. */
  datafusion: "extension:org.apache.datafusion:functions",
} as const;

/** What a function takes at one place. */
export type ParameterFamily = "any" | "boolean" | "numeric" | "integer" | "string" | "temporal";

/** A type, and whether null can come. */
export interface Outcome {
  readonly type: DataType;
  readonly nullable: boolean;
}

/** How a call reads in SQL. */
export type SqlForm =
  | { readonly infix: string }
  | { readonly prefix: string }
  | { readonly postfix: string }
  | { readonly name: string };

/** A function, as Substrait declares it and as SQL writes it. */
export interface FunctionDefinition {
  /** The name in the extension. */
  readonly name: string;
  readonly urn: string;
  /** The extension that declares it for decimals, where that is another. */
  readonly decimalUrn?: string;
  readonly sql: SqlForm;
  /** What it takes; the last `optional` ones may be left out. */
  readonly takes: readonly ParameterFamily[];
  readonly optional?: number;
  /** What it takes any number of, after `takes`. */
  readonly rest?: ParameterFamily;
  /** True where the arguments must be of one type. */
  readonly unify?: boolean;
  /** True where the extension declares the arguments as `any`, which the signature then says. */
  readonly generic?: boolean;
  /** Options that say which of the standard's behaviours DataFusion's is. */
  readonly options?: Readonly<Record<string, string>>;
  readonly result: (args: readonly ExpressionNode[]) => Outcome;
}

export function anyNullable(args: readonly ExpressionNode[]): boolean {
  return args.some(({ nullable }) => nullable);
}

/** A result of a fixed type that is null when an argument is. */
export function always(type: DataType): FunctionDefinition["result"] {
  return (args) => ({ type, nullable: anyNullable(args) });
}

/** A result of the first argument's type that is null when an argument is. */
export function likeFirst(args: readonly ExpressionNode[]): Outcome {
  return { type: args[0]?.type ?? { name: "null" }, nullable: anyNullable(args) };
}
