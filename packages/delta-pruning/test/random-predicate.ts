import fc from "fast-check";
import type { Expression } from "../src/expression.js";
import type { Literal } from "../src/literal.js";
import type { ComparisonOperator, Predicate } from "../src/predicate.js";
import { columns, type RandomType, types, values } from "./random-table.js";

const oddNumbers: readonly Literal[] = [0.5, 2 ** 53, 2 ** 60, 1n, 0.1, { type: "decimal", unscaled: 105n, scale: 3 }];

function literalOf(type: RandomType): fc.Arbitrary<Literal> {
  const plain = fc.constantFrom<unknown>(...values[type]).map((value): Literal => {
    if (type === "date") return { type: "date", days: Number(value) };
    if (type === "timestamp" || type === "timestamp_ntz") return { type: "timestamp", microseconds: value as bigint };
    if (type === "decimal(38,2)") return { type: "decimal", unscaled: value as bigint, scale: 2 };
    return value as Literal;
  });
  const isNumber = ["long", "float", "double", "decimal(38,2)"].includes(type);
  return fc.oneof(
    { weight: 8, arbitrary: plain },
    { weight: 1, arbitrary: fc.constant(null) },
    ...(isNumber ? [{ weight: 2, arbitrary: fc.constantFrom(...oddNumbers) }] : []),
    ...(type.startsWith("timestamp")
      ? [{ weight: 2, arbitrary: fc.constant<Literal>({ type: "timestamp", microseconds: 1_772_323_200_000_000n }) }]
      : []),
  );
}

interface TypedExpression {
  readonly input: Expression;
  readonly type: RandomType;
}

/** A function over a column of this type, with a result of a type that the literals know. */
function functionsOf(input: string, type: RandomType): readonly TypedExpression[] {
  switch (type) {
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return [
        { input: { kind: "date-part", part: "year", input }, type: "long" },
        { input: { kind: "date-part", part: "month", input }, type: "long" },
        { input: { kind: "date-part", part: "day", input }, type: "long" },
        { input: { kind: "date-trunc", unit: "month", input }, type: "timestamp_ntz" },
        { input: { kind: "date-trunc", unit: "second", input }, type: "timestamp_ntz" },
        { input: { kind: "cast", to: "date", input }, type: "date" },
        { input: { kind: "cast", to: "timestamp_ntz", input }, type: "timestamp_ntz" },
        { input: { kind: "plus", amount: 1n, input }, type },
      ];
    case "long":
      return [
        { input: { kind: "cast", to: "double", input }, type: "double" },
        { input: { kind: "cast", to: "byte", input }, type: "long" },
        { input: { kind: "cast", to: "decimal(38,2)", input }, type: "decimal(38,2)" },
        { input: { kind: "plus", amount: -2n, input }, type },
      ];
    case "decimal(38,2)":
      return [
        { input: { kind: "cast", to: "long", input }, type: "long" },
        { input: { kind: "cast", to: "double", input }, type: "double" },
      ];
    case "double":
    case "float":
      return [
        { input: { kind: "cast", to: "long", input }, type: "long" },
        { input: { kind: "cast", to: "float", input }, type: "float" },
        { input: { kind: "cast", to: "decimal(38,2)", input }, type: "decimal(38,2)" },
      ];
    case "string":
      return [1, 2, 3].map((length) => ({ input: { kind: "left", length, input }, type }));
    case "boolean":
      return [];
  }
}

/** A column, or a function of one; mostly of one type, so that conditions meet. */
const typedInput = (names: readonly string[]): fc.Arbitrary<TypedExpression> =>
  fc.constantFrom(...names).chain((input) => {
    const type = columns[input]?.type ?? "long";
    const plain: TypedExpression = { input, type };
    const made = functionsOf(input, type);
    return made.length === 0
      ? fc.constant(plain)
      : fc.oneof({ weight: 2, arbitrary: fc.constant(plain) }, { weight: 1, arbitrary: fc.constantFrom(...made) });
  });

const patterns = ["a%", "ab%", "ab_", "abc", "%", "ab\u{1f600}%", "a\\%", "_b%", "abc%x"];

const leafOver = (names: readonly string[]): fc.Arbitrary<Predicate> =>
  typedInput(names).chain(({ input, type }): fc.Arbitrary<Predicate> => {
    const operators: readonly ComparisonOperator[] = ["=", "<>", "<", "<=", ">", ">="];
    const compares = fc
      .tuple(fc.constantFrom(...operators), literalOf(type))
      .map(([operator, value]): Predicate => ({ kind: "compare", input, operator, value }));
    const betweens = fc
      .tuple(literalOf(type), literalOf(type))
      .map(([low, high]): Predicate => ({ kind: "between", input, low, high }));
    const lists = fc
      .array(literalOf(type), { maxLength: 3 })
      .map((list): Predicate => ({ kind: "in-list", input, values: list }));
    const likes = fc
      .constantFrom(...patterns)
      .map((pattern): Predicate => ({ kind: "like", input, pattern, escapeCharacter: "\\" }));
    return fc.oneof(
      { weight: 6, arbitrary: compares },
      { weight: 2, arbitrary: betweens },
      { weight: 2, arbitrary: lists },
      { weight: 1, arbitrary: fc.constantFrom<Predicate>({ kind: "is-null", input }, { kind: "is-not-null", input }) },
      ...(type === "string" ? [{ weight: 3, arbitrary: likes }] : []),
    );
  });

/** Predicates of all kinds, nested a few levels deep. */
const predicateOver = (leaf: fc.Arbitrary<Predicate>): fc.Arbitrary<Predicate> =>
  fc.letrec<{ predicate: Predicate }>((tie) => ({
    predicate: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      { weight: 6, arbitrary: leaf },
      { weight: 1, arbitrary: fc.constant<Predicate>({ kind: "unknown", text: "f(x)" }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(true, false, null).map((value): Predicate => ({ kind: "constant", value })),
      },
      { weight: 2, arbitrary: tie("predicate").map((operand): Predicate => ({ kind: "not", operand })) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(
            fc.constantFrom("and" as const, "or" as const),
            fc.array(tie("predicate"), { minLength: 1, maxLength: 3 }),
          )
          .map(([kind, operands]): Predicate => ({ kind, operands })),
      },
    ),
  })).predicate;

const names = Object.keys(columns);
const byType = types.map((type) => names.filter((name) => columns[name]?.type === type));

/** Predicates over columns of one type, and some over columns of all. */
export const randomPredicate: fc.Arbitrary<Predicate> = fc.oneof(
  ...[names, ...byType].map((some) => predicateOver(leafOver(some))),
);
