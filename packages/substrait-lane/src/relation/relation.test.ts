import { expect, expectTypeOf, test } from "vitest";
import {
  avg,
  count,
  date,
  decimal,
  type Expression,
  encodePlan,
  exists,
  float64,
  int32,
  int64,
  interval,
  literal,
  type Relation,
  rank,
  renderSql,
  required,
  scalar,
  schema,
  string,
  sum,
  table,
  when,
} from "../index.js";

const flights = table("flights", schema({ origin: required(string), delay: int32, price: decimal(10, 2), day: date }));
const airports = table("airports", schema({ code: string, city: string }));
const codes = airports.select("code");

test("TypeScript knows the columns of every step", () => {
  expectTypeOf(flights).toEqualTypeOf<
    Relation<{ readonly origin: "string"; readonly delay: "int32"; readonly price: "decimal"; readonly day: "date" }>
  >();
  const busy = flights
    .filter((f) => f.delay.gt(60))
    .join(airports, (f, a) => f.origin.eq(a.code))
    .aggregate(["city"], (f) => ({ n: count(), mean: avg(f.delay), total: sum(f.price) }));
  expectTypeOf(busy).toEqualTypeOf<
    Relation<{ readonly city: "string"; readonly n: "int64"; readonly mean: "float64"; readonly total: "decimal" }>
  >();
  expectTypeOf(busy.rename({ city: "town" }).select("town", "n")).toEqualTypeOf<
    Relation<{ readonly town: "string"; readonly n: "int64" }>
  >();
  expectTypeOf(
    flights.project((f) => ({ sum: f.delay.add(f.delay.cast(int64)), next: f.day.add(interval({ days: 1 })) })),
  ).toEqualTypeOf<Relation<{ readonly sum: "int64"; readonly next: "date" }>>();
  flights.filter((f) => {
    expectTypeOf(f.price.multiply(2)).toEqualTypeOf<Expression<"decimal">>();
    expectTypeOf(when(f.delay.gt(1), "late").otherwise("fine")).toEqualTypeOf<Expression<"string">>();
    return f.delay.isNull();
  });
});

test("TypeScript refuses what the relation refuses when it is built", () => {
  const wrong: readonly (readonly [() => unknown, string])[] = [
    // @ts-expect-error There is no such column.
    [() => flights.filter((f) => f.dealy.gt(1)), "unknown-column: there is no column dealy"],
    // @ts-expect-error There is no such column.
    [() => flights.select("dealy"), "unknown-column: there is no column dealy"],
    // @ts-expect-error There is no such column.
    [() => flights.aggregate(["dealy"], () => ({ n: count() })), "unknown-column: there is no column dealy"],
    // @ts-expect-error A number is no text.
    [() => flights.filter((f) => f.origin.eq(1)), "type-mismatch: equal does not take"],
    // @ts-expect-error A text is no number.
    [() => flights.filter((f) => f.delay.gt(f.origin)), "type-mismatch: gt does not take int32 together with string"],
    // @ts-expect-error A number is no condition.
    [() => flights.filter((f) => f.delay), "type-mismatch: filter takes a boolean"],
    // @ts-expect-error Texts do not add.
    [() => flights.project((f) => ({ x: f.origin.add(1) })), "type-mismatch: add takes numeric, not string"],
    // @ts-expect-error Texts do not sum.
    [() => flights.aggregate([], (f) => ({ x: sum(f.origin) })), "type-mismatch: sum takes numeric, not string"],
    // @ts-expect-error An aggregate is no value of a row.
    [() => flights.project((f) => ({ x: sum(f.delay) })), "aggregate-misuse: an aggregate is no value of a row"],
    // @ts-expect-error A column is no aggregate.
    [() => flights.aggregate([], (f) => ({ x: f.delay })), "aggregate-misuse: x is no aggregate"],
    // @ts-expect-error The columns have other types.
    [() => flights.select("delay").union(flights.select("origin")), "type-mismatch: union takes columns of one type"],
    // @ts-expect-error A date takes an interval.
    [() => flights.project((f) => ({ x: f.day.add(1) })), "type-mismatch: add takes numeric, not date"],
    // @ts-expect-error A row of several columns is no value.
    [() => flights.filter((f) => f.day.in(flights)), "type-mismatch: in(…) takes a relation of one column"],
    // @ts-expect-error Dates are not among texts.
    [() => flights.filter((f) => f.day.in(codes)), "type-mismatch: in(…) does not look for date in string"],
  ];
  for (const [build, message] of wrong) expect(build).toThrow(message);
});

test("an error names what is wrong", () => {
  const wrong: readonly (readonly [() => unknown, string])[] = [
    [
      () => flights.join(flights, (l, r) => l.origin.eq(r.origin)),
      "duplicate-column: two columns would be named origin",
    ],
    [() => flights.rename({ origin: "delay" }), "duplicate-column: two columns would be named delay"],
    [() => flights.extend((f) => ({ delay: f.delay })), "duplicate-column: two columns would be named delay"],
    [() => flights.project(() => ({})), "invalid-schema: a relation has at least one column"],
    [() => flights.aggregate([], () => ({})), "aggregate-misuse: aggregate takes a group or an aggregate"],
    [
      () =>
        flights.filter((f) =>
          rank()
            .over({ orderBy: [f.delay.asc()] })
            .gt(1),
        ),
      "window-misuse: a window function stands in filter",
    ],
    [
      () => flights.sort((f) => [rank().over({ orderBy: [f.delay.asc()] })]),
      "window-misuse: a window function stands in sort",
    ],
    [() => flights.sort(() => []), "invalid-expression: sort takes at least one key"],
    [() => flights.limit(-1), "invalid-literal: limit takes whole numbers"],
    [() => flights.filter((f) => f.delay.in([])), "invalid-expression: in(…) takes at least one value"],
    [() => flights.project(() => ({ x: scalar(flights) })), "type-mismatch: a scalar subquery has one column"],
    [() => flights.filter((f) => f.delay.gt(Number.NaN)), "invalid-literal: NaN is no literal"],
    [() => literal("0.005", decimal(4, 2)), 'invalid-literal: "0.005" is no decimal(4, 2)'],
    [() => literal("2024-02-30", date), 'invalid-literal: "2024-02-30" is no date'],
    [() => literal(300, { name: "int8" }), "invalid-literal: 300 is no int8"],
    [() => decimal(39, 2), "invalid-schema: there is no decimal(39, 2)"],
    [() => table("", schema({ a: int32 })), "invalid-schema: a table has a name"],
    [
      () =>
        flights.project((f) => ({
          x: sum(f.delay).over({ frame: { units: "rows", start: { following: 1 }, end: "current-row" } }),
        })),
      "window-misuse: the frame begins behind its end",
    ],
  ];
  for (const [build, message] of wrong) expect(build).toThrow(message);
});

test("a column belongs to the rows that it stands over", () => {
  let stray: Expression<"int32"> | undefined;
  flights.filter((f) => {
    stray = f.delay;
    return f.delay.isNull();
  });
  const unbound = airports.filter(() => (stray ?? literal(1, int32)).gt(1));
  for (const use of [encodePlan, renderSql]) {
    expect(() => use(unbound)).toThrow("unbound-column: column delay belongs to a relation");
  }
  const correlated = airports.filter((a) => exists(flights.filter((f) => f.origin.eq(a.code))));
  expect(correlated.node.outerScopes).toEqual([]);
  expect(renderSql(correlated)).toContain(`WHERE (t1."origin" = t0."code")`);
});

test("what is deeper than can be followed is refused when it is built, and what is not can be compiled", () => {
  const steps = (count: number, start: Relation = airports) =>
    Array.from({ length: count }).reduce((all: Relation) => all.limit(9), start);
  const operators = (count: number) =>
    flights.project((f) => ({
      x: Array.from({ length: count }).reduce((all: typeof f.price) => all.add(f.price), f.price),
    }));
  expect(() => steps(300)).toThrow("too-deep: a relation has at most 300 steps");
  expect(() => operators(300)).toThrow("too-deep: an expression has at most 300 operators");
  const both = steps(290, operators(290));
  for (const relation of [steps(290), operators(290), both]) {
    expect(encodePlan(relation).length).toBeGreaterThan(290);
    expect(renderSql(relation).length).toBeGreaterThan(290);
  }
});

test("every step knows its columns, their types and whether they can be null", () => {
  const { fields } = flights
    .join(airports, (f, a) => f.origin.eq(a.code), { kind: "right" })
    .project((f) => ({
      origin: f.origin,
      half: f.price.divide(2),
      whole: f.delay.add(1),
      float: f.delay.multiply(0.5),
      is: f.city.isNull(),
      fixed: literal(1),
      cast: f.delay.cast(float64),
    })).schema;
  expect(fields).toEqual([
    { name: "origin", type: { name: "string" }, nullable: true },
    { name: "half", type: { name: "decimal", precision: 14, scale: 6 }, nullable: true },
    { name: "whole", type: { name: "int64" }, nullable: true },
    { name: "float", type: { name: "float64" }, nullable: true },
    { name: "is", type: { name: "boolean" }, nullable: false },
    { name: "fixed", type: { name: "int64" }, nullable: false },
    { name: "cast", type: { name: "float64" }, nullable: true },
  ]);
});
