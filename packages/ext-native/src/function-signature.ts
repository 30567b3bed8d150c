/** A function that plans of a session can call, and its arguments. */
export interface FunctionSignature {
  /** What its other names resolve to. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: "scalar" | "higher-order" | "aggregate" | "window" | "table";
  /** Fewest arguments; null: the function decides that by itself, when it is planned. */
  readonly minArguments: number | null;
  /** Most arguments; null: any number, or what `minArguments` says. */
  readonly maxArguments: number | null;
  /** The arguments of each form of the function, in the planner's notation. */
  readonly signatures: readonly string[];
}
