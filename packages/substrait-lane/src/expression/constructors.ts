import { LaneError } from "../lane-error.js";
import {
  boolean,
  type DataType,
  type NumericName,
  type TypeName,
  type TypeNamed,
  typeText,
} from "../schema/data-type.js";
import { unify } from "./coercion.js";
import { Expression, nodeOf, type Subquery } from "./expression.js";
import type { ExpressionNode, IntervalValue } from "./expression-node.js";
import { literalNode, plainLiteral } from "./literal-node.js";
import type { Operand } from "./operand.js";
import { literalOfType } from "./typed-literal.js";

/**
 * A literal: of the type that SQL would give it, or of a type that is named: `literal(5)`, `literal("0.05", decimal(15, 2))`, `literal("1998-12-01", date)`,
 * `literal(null, string)`.
 *
 * @throws {LaneError} `invalid-literal` for a value that the type does not have.
 */
export function literal(value: boolean): Expression<"boolean">;
export function literal(value: bigint): Expression<"int64">;
export function literal(value: number): Expression<"int64" | "float64">;
export function literal(value: string): Expression<"string">;
export function literal<Name extends TypeName>(
  value: boolean | number | bigint | string | Uint8Array | null,
  type: TypeNamed<Name>,
): Expression<Name>;
export function literal(value: boolean | number | bigint | string | Uint8Array | null, type?: DataType): Expression {
  return new Expression(type === undefined ? plainLiteral(value) : literalOfType(value, type));
}

/** A stretch of time, for `add` and `subtract` of days and instants. */
export function interval(parts: {
  readonly years?: number;
  readonly months?: number;
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}): Expression<"interval"> {
  const { years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = parts;
  for (const [name, value] of Object.entries(parts)) {
    if (!Number.isSafeInteger(value))
      throw new LaneError("invalid-literal", `an interval's ${name} are whole, not ${value}`);
  }
  const total = BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds);
  const value: IntervalValue = { months: years * 12 + months, days, nanoseconds: total * 1_000_000_000n };
  for (const count of [value.months, value.days]) {
    if (count !== Math.trunc(count) || Math.abs(count) > 0x7fffffff) {
      throw new LaneError("invalid-literal", "an interval has at most 2^31 months and days");
    }
  }
  return new Expression(literalNode(value, { name: "interval", unit: "month-day-nano" }));
}

/** A value that each execution gives, by its place from 1: `$1` in SQL. */
export function parameter<Name extends TypeName>(place: number, type: TypeNamed<Name>): Expression<Name> {
  if (!Number.isSafeInteger(place) || place < 1 || place > 0xffff) {
    throw new LaneError("invalid-expression", `a parameter's place is a whole number from 1 to 65535, not ${place}`);
  }
  return new Expression({ kind: "parameter", index: place - 1, type, nullable: true });
}

/** The value of a relation of one row and one column; null where it has no row. */
export function scalar<Name extends TypeName>(
  relation: Subquery<{ readonly [column: string]: Name }>,
): Expression<Name> {
  const [field, ...more] = relation.node.fields;
  if (field === undefined || more.length > 0) {
    throw new LaneError("type-mismatch", `a scalar subquery has one column, not ${relation.node.fields.length}`);
  }
  return new Expression({ kind: "scalar-subquery", relation: relation.node, type: field.type, nullable: true });
}

/** True where a relation has a row. */
export function exists(relation: Subquery): Expression<"boolean"> {
  return new Expression({ kind: "exists", relation: relation.node, type: boolean, nullable: false });
}

/** A CASE under way: `when(…)` adds a branch, `otherwise(…)` ends it. Immutable. */
export class Case<Type extends TypeName> {
  readonly #branches: readonly (readonly [ExpressionNode, ExpressionNode])[];

  constructor(branches: readonly (readonly [ExpressionNode, ExpressionNode])[]) {
    this.#branches = branches;
  }

  when(condition: Expression<"boolean">, value: Operand<Type>): Case<Type> {
    return new Case([...this.#branches, [booleanNode(condition), nodeOf(value)]]);
  }

  /** The value where no condition is true; null unless one is given. */
  otherwise(value: Operand<Type> = null): Expression<Type> {
    return new Expression(caseNode(this.#branches, nodeOf(value)));
  }
}

/** The type of a value that stands in a branch of a CASE. */
type CaseType<Value> =
  Value extends Expression<infer Type>
    ? Type
    : Value extends string
      ? "string"
      : Value extends boolean
        ? "boolean"
        : NumericName;

/** The value of the first condition that is true: `when(f.delay.gt(60), "late").otherwise("fine")`. */
export function when<Value extends Expression | string | boolean | number | bigint>(
  condition: Expression<"boolean">,
  value: Value,
): Case<CaseType<Value>> {
  return new Case([[booleanNode(condition), nodeOf(value)]]);
}

function booleanNode(condition: Expression): ExpressionNode {
  const node = nodeOf(condition);
  if (node.type.name === "boolean") return node;
  throw new LaneError("type-mismatch", `a condition is boolean, not ${typeText(node.type)}`);
}

/** A CASE in the `otherwise` of another is written into it, so that chains stay flat. */
function caseNode(
  branches: readonly (readonly [ExpressionNode, ExpressionNode])[],
  otherwise: ExpressionNode,
): ExpressionNode {
  const inner = otherwise.kind === "case" ? otherwise : undefined;
  const all = [...branches, ...(inner?.branches ?? []).map(({ when, value }) => [when, value] as const)];
  const last = inner?.otherwise ?? otherwise;
  const values = unify([...all.map(([, value]) => value), last], "case");
  const [first = last] = values;
  return {
    kind: "case",
    branches: all.map(([when], index) => ({ when, value: values[index] ?? last })),
    otherwise: values.at(-1) ?? last,
    type: first.type,
    nullable: values.some(({ nullable }) => nullable),
  };
}
