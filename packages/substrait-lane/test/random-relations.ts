import {
  and,
  count,
  type Expression,
  exists,
  literal,
  not,
  or,
  type Relation,
  rowNumber,
  scalar,
  sum,
  when,
} from "@causeway/substrait-lane";
import fc from "fast-check";
import { items, tags } from "./cases/tables.js";

type Numbers = { readonly a: "int64"; readonly b: "int64"; readonly c: "string" };
type Step = (relation: Relation<Numbers>) => Relation<Numbers>;
type NumberRow = { readonly a: Expression<"int64">; readonly b: Expression<"int64">; readonly c: Expression<"string"> };

const start = fc.constantFrom<Relation<Numbers>>(
  items.project((i) => ({ a: i.id, b: i.size.cast({ name: "int64" }), c: i.kind })),
  tags.project((t) => ({ a: t.item, b: t.rank, c: t.tag })),
);

const number = fc.integer({ min: -3, max: 9 });
const word = fc.constantFrom("apple", "pear", "red", "it's", "");

/** A condition over a row, with nulls and nesting. */
type Condition = (row: NumberRow) => Expression<"boolean">;

const condition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    number.map((n) => (row: NumberRow) => row.a.gt(n)),
    number.map((n) => (row: NumberRow) => row.b.isDistinctFrom(n)),
    word.map((text) => (row: NumberRow) => row.c.eq(text)),
    fc.array(number, { minLength: 1, maxLength: 4 }).map((list) => (row: NumberRow) => row.b.in(list)),
    fc.constant((row: NumberRow) => row.c.isNull()),
    fc.constant((row: NumberRow) => row.a.lt(row.b.add(row.a))),
    tie("condition").map((inner) => (row: NumberRow) => not(inner(row))),
    fc.tuple(tie("condition"), tie("condition")).map(
      ([one, other]) =>
        (row: NumberRow) =>
          and(one(row), other(row)),
    ),
    fc.tuple(tie("condition"), tie("condition")).map(
      ([one, other]) =>
        (row: NumberRow) =>
          or(one(row), other(row)),
    ),
  ),
})).condition;

/** One step that keeps the three columns. Steps whose rows hang on an order that is not total are left out: no two engines need agree on them. */
function stepOf(depth: number): fc.Arbitrary<Step> {
  const other = relationOf(depth - 1);
  const steps: fc.Arbitrary<Step>[] = [
    condition.map((test) => (relation) => relation.filter(test)),
    number.map(
      (n) => (relation) =>
        relation.project((r) => ({
          a: r.b,
          b: r.a
            .multiply(literal(BigInt(n)))
            .add(1n)
            .cast({ name: "int64" }),
          c: r.c,
        })),
    ),
    condition.map(
      (test) => (relation) => relation.project((r) => ({ a: r.a, b: when(test(r), r.b).otherwise(r.a), c: r.c })),
    ),
    fc.constant((relation) => relation.distinct()),
    fc.constant((relation) => relation.aggregate(["a", "c"], (r) => ({ b: sum(r.b) })).select("a", "b", "c")),
    fc.constant((relation) =>
      relation.aggregate(["c"], (r) => ({ a: count(), b: count(r.a).distinct() })).select("a", "b", "c"),
    ),
    fc.constant((relation) =>
      relation
        .distinct()
        .sort((r) => [r.a.desc(), r.b, r.c.asc({ nulls: "first" })])
        .limit(5, { offset: 1 }),
    ),
    fc.constant((relation) =>
      relation.distinct().project((r) => ({
        a: r.a,
        b: rowNumber()
          .over({ partitionBy: [r.c], orderBy: [r.a.asc(), r.b.desc()] })
          .cast({ name: "int64" }),
        c: r.c,
      })),
    ),
  ];
  if (depth === 0) return fc.oneof(...steps);
  return fc.oneof(
    ...steps,
    fc.tuple(other, fc.boolean()).map(
      ([right, all]) =>
        (relation: Relation<Numbers>) =>
          relation.union(right, { all }),
    ),
    other.map((right) => (relation: Relation<Numbers>) => relation.intersect(right)),
    other.map((right) => (relation: Relation<Numbers>) => relation.except(right)),
    fc.tuple(other, fc.constantFrom("inner", "left", "right", "full")).map(
      ([right, kind]) =>
        (relation: Relation<Numbers>) =>
          joined(relation, right, kind),
    ),
    fc.tuple(other, fc.constantFrom("semi", "anti")).map(
      ([right, kind]) =>
        (relation: Relation<Numbers>) =>
          relation.join(right, (l, r) => l.a.eq(r.a), { kind }),
    ),
    other.map((right) => (relation: Relation<Numbers>) => relation.filter((r) => r.a.in(right.select("b")))),
    other.map((right) => (relation: Relation<Numbers>) => relation.filter((r) => not(r.a.in(right.select("a"))))),
    other.map(
      (right) => (relation: Relation<Numbers>) =>
        relation.filter((outer) => exists(right.filter((inner) => inner.a.eq(outer.a)))),
    ),
    other.map(
      (right) => (relation: Relation<Numbers>) =>
        relation.filter((outer) => not(exists(right.filter((inner) => inner.c.eq(outer.c).and(inner.b.gt(1)))))),
    ),
    other.map(
      (right) => (relation: Relation<Numbers>) =>
        relation.filter((r) => r.b.lt(scalar(right.aggregate([], (inner) => ({ total: sum(inner.a) }))))),
    ),
    other.map(
      (right) => (relation: Relation<Numbers>) =>
        relation.filter((outer) =>
          outer.b.lt(
            scalar(right.filter((inner) => inner.c.eq(outer.c)).aggregate([], (inner) => ({ total: sum(inner.a) }))),
          ),
        ),
    ),
  );
}

function joined(
  left: Relation<Numbers>,
  right: Relation<Numbers>,
  kind: "inner" | "left" | "right" | "full",
): Relation<Numbers> {
  return left
    .join(right.rename({ a: "ra", b: "rb", c: "rc" }), (l, r) => l.a.eq(r.ra).and(l.b.lte(r.rb)), { kind })
    .project((r) => ({ a: r.a, b: r.rb, c: r.rc }));
}

/** A random query, with joins, set operations and subqueries `depth` levels deep. */
export function relationOf(depth: number): fc.Arbitrary<Relation<Numbers>> {
  if (depth < 0) return start;
  return fc
    .tuple(start, fc.array(stepOf(depth), { maxLength: 3 }))
    .map(([relation, steps]) => steps.reduce((built, step) => step(built), relation));
}
