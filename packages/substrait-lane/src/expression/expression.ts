import type { FunctionDefinition } from "../functions/function-definition.js";
import {
  add,
  addInterval,
  and,
  arithmeticOperands,
  atLeast,
  atMost,
  between,
  divide,
  equal,
  greaterThan,
  ilike,
  isDistinctFrom,
  isFalse,
  isNotDistinctFrom,
  isNotFalse,
  isNotNull,
  isNotTrue,
  isNull,
  isTrue,
  lessThan,
  like,
  modulus,
  multiply,
  negate,
  not,
  notEqual,
  or,
  subtract,
  subtractInterval,
} from "../functions/operators.js";
import { LaneError } from "../lane-error.js";
import type { RelationNode } from "../relation/relation-node.js";
import type { DataType, NumericName, TypeName, TypeNamed } from "../schema/data-type.js";
import type { RelationSchema, Shape } from "../schema/relation-schema.js";
import { callNode } from "./call-node.js";
import type { ExpressionNode } from "./expression-node.js";
import { plainLiteral } from "./literal-node.js";
import { inListNode, inSubqueryNode } from "./membership-node.js";
import type { ArithmeticResult, Comparable, Operand } from "./operand.js";

declare const kind: unique symbol;

/** A relation, as far as an expression looks at it: what stands in a subquery. */
export interface Subquery<Columns extends Shape = Shape> {
  readonly node: RelationNode;
  readonly schema: RelationSchema<Columns>;
}

/** A value of one row, of a type that TypeScript knows by its name. Immutable: every method gives a new one. */
export class Expression<out Type extends TypeName = TypeName> {
  /** Only for TypeScript; no value has it. */
  declare readonly [kind]: Type;
  readonly node: ExpressionNode;

  constructor(node: ExpressionNode) {
    this.node = node;
  }

  /** The type in full. */
  get type(): DataType {
    return this.node.type;
  }

  /** False where no row gives null. */
  get nullable(): boolean {
    return this.node.nullable;
  }

  eq<Self extends TypeName>(this: Expression<Self>, other: Operand<Self>): Expression<"boolean"> {
    return apply(equal, this, other);
  }

  ne<Self extends TypeName>(this: Expression<Self>, other: Operand<Self>): Expression<"boolean"> {
    return apply(notEqual, this, other);
  }

  lt<Self extends TypeName>(this: Expression<Self>, other: Operand<Self>): Expression<"boolean"> {
    return apply(lessThan, this, other);
  }

  lte<Self extends TypeName>(this: Expression<Self>, other: Operand<Self>): Expression<"boolean"> {
    return apply(atMost, this, other);
  }

  gt<Self extends TypeName>(this: Expression<Self>, other: Operand<Self>): Expression<"boolean"> {
    return apply(greaterThan, this, other);
  }

  gte<Self extends TypeName>(this: Expression<Self>, other: Operand<Self>): Expression<"boolean"> {
    return apply(atLeast, this, other);
  }

  between<Self extends TypeName>(
    this: Expression<Self>,
    low: Operand<Self>,
    high: Operand<Self>,
  ): Expression<"boolean"> {
    return apply(between, this, low, high);
  }

  /** Like `ne`, with null as a value of its own. */
  isDistinctFrom<Self extends TypeName>(this: Expression<Self>, other: Operand<Self>): Expression<"boolean"> {
    return apply(isDistinctFrom, this, other);
  }

  /** Like `eq`, with null as a value of its own. */
  isNotDistinctFrom<Self extends TypeName>(this: Expression<Self>, other: Operand<Self>): Expression<"boolean"> {
    return apply(isNotDistinctFrom, this, other);
  }

  isNull(): Expression<"boolean"> {
    return apply(isNull, this);
  }

  isNotNull(): Expression<"boolean"> {
    return apply(isNotNull, this);
  }

  isTrue(this: Expression<"boolean">): Expression<"boolean"> {
    return apply(isTrue, this);
  }

  isFalse(this: Expression<"boolean">): Expression<"boolean"> {
    return apply(isFalse, this);
  }

  isNotTrue(this: Expression<"boolean">): Expression<"boolean"> {
    return apply(isNotTrue, this);
  }

  isNotFalse(this: Expression<"boolean">): Expression<"boolean"> {
    return apply(isNotFalse, this);
  }

  /** True where the value is one of a list, or one that a relation of one column gives. */
  in<Self extends TypeName>(
    this: Expression<Self>,
    options: readonly Operand<Self>[] | Subquery<{ readonly [column: string]: Comparable<Self> }>,
  ): Expression<"boolean"> {
    if (!("node" in options)) return new Expression(inListNode(this.node, options.map(nodeOf)));
    return new Expression(inSubqueryNode(this.node, options.node));
  }

  like(this: Expression<"string">, pattern: Operand<"string">): Expression<"boolean"> {
    return apply(like, this, pattern);
  }

  ilike(this: Expression<"string">, pattern: Operand<"string">): Expression<"boolean"> {
    return apply(ilike, this, pattern);
  }

  /** Both, or all where chains of `and` meet: they are kept flat. */
  and(this: Expression<"boolean">, other: Operand<"boolean">): Expression<"boolean"> {
    return apply(and, ...flat(and, this.node), ...flat(and, nodeOf(other)));
  }

  or(this: Expression<"boolean">, other: Operand<"boolean">): Expression<"boolean"> {
    return apply(or, ...flat(or, this.node), ...flat(or, nodeOf(other)));
  }

  not(this: Expression<"boolean">): Expression<"boolean"> {
    return apply(not, this);
  }

  /** A sum of numbers, or a day or an instant moved by an interval. */
  add<Self extends TypeName, Other extends TypeName = never>(
    this: Expression<Self>,
    other: Addend<Self, Other>,
  ): Expression<ArithmeticResult<Self, Other>> {
    return calculate(add, addInterval, this.node, nodeOf(other));
  }

  subtract<Self extends TypeName, Other extends TypeName = never>(
    this: Expression<Self>,
    other: Addend<Self, Other>,
  ): Expression<ArithmeticResult<Self, Other>> {
    return calculate(subtract, subtractInterval, this.node, nodeOf(other));
  }

  multiply<Self extends NumericName, Other extends NumericName = never>(
    this: Expression<Self>,
    other: Expression<Other> | number | bigint,
  ): Expression<ArithmeticResult<Self, Other>> {
    return calculate(multiply, undefined, this.node, nodeOf(other));
  }

  /** Whole numbers divide to whole numbers. */
  divide<Self extends NumericName, Other extends NumericName = never>(
    this: Expression<Self>,
    other: Expression<Other> | number | bigint,
  ): Expression<ArithmeticResult<Self, Other>> {
    return calculate(divide, undefined, this.node, nodeOf(other));
  }

  modulo<Self extends NumericName, Other extends NumericName = never>(
    this: Expression<Self>,
    other: Expression<Other> | number | bigint,
  ): Expression<ArithmeticResult<Self, Other>> {
    return calculate(modulus, undefined, this.node, nodeOf(other));
  }

  negate<Self extends NumericName>(this: Expression<Self>): Expression<Self> {
    return apply(negate, this);
  }

  /** The value in another type; what does not fit is an error when the query runs. */
  cast<Name extends TypeName>(type: TypeNamed<Name>): Expression<Name> {
    const { node } = this;
    return new Expression({ kind: "cast", input: node, onFailure: "error", type, nullable: node.nullable });
  }

  /** The value in another type; what does not fit is null. */
  tryCast<Name extends TypeName>(type: TypeNamed<Name>): Expression<Name> {
    return new Expression({ kind: "cast", input: this.node, onFailure: "null", type, nullable: true });
  }

  /** A key to sort by, the smallest first. Nulls come last unless said otherwise. */
  asc({ nulls = "last" }: { readonly nulls?: "first" | "last" } = {}): SortOrder {
    return { value: this, descending: false, nullsFirst: nulls === "first" };
  }

  /** A key to sort by, the largest first. Nulls come first unless said otherwise. */
  desc({ nulls = "first" }: { readonly nulls?: "first" | "last" } = {}): SortOrder {
    return { value: this, descending: true, nullsFirst: nulls === "first" };
  }
}

/** A key to sort by. */
export interface SortOrder {
  readonly value: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** What is added: a number to a number, an interval to a day or an instant. */
type Addend<Self extends TypeName, Other extends TypeName> = Self extends NumericName
  ? Expression<Other> | number | bigint
  : Expression<"interval">;

/** The node of an expression, or of a plain value as a literal. A node is its own. */
export function nodeOf(operand: unknown): ExpressionNode {
  if (operand instanceof Expression) return operand.node;
  if (isNode(operand)) return operand;
  if (typeof operand === "object" && operand !== null) {
    const isAggregate = (operand as { node?: { kind?: string } }).node?.kind === "aggregate";
    if (isAggregate) {
      throw new LaneError(
        "aggregate-misuse",
        "an aggregate is no value of a row: it stands in aggregate(…), or has an over(…)",
      );
    }
    throw new LaneError("invalid-expression", "an object is no expression");
  }
  return plainLiteral(operand);
}

/** A call of a function with expressions, nodes or plain values. */
export function apply<Type extends TypeName>(definition: FunctionDefinition, ...args: unknown[]): Expression<Type> {
  return new Expression(callNode(definition, args.map(nodeOf)));
}

function isNode(value: unknown): value is ExpressionNode {
  return typeof value === "object" && value !== null && "kind" in value && !(value instanceof Expression);
}

function flat(definition: FunctionDefinition, node: ExpressionNode): readonly ExpressionNode[] {
  return node.kind === "call" && node.function === definition ? node.args : [node];
}

function calculate<Type extends TypeName>(
  definition: FunctionDefinition,
  withInterval: FunctionDefinition | undefined,
  left: ExpressionNode,
  right: ExpressionNode,
): Expression<Type> {
  if (withInterval !== undefined && right.type.name === "interval") {
    if (left.type.name === "date" || left.type.name === "timestamp") return apply(withInterval, left, right);
  }
  return apply(definition, ...arithmeticOperands(left, right));
}
