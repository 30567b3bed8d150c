import {
  and,
  avg,
  binary,
  count,
  cumeDist,
  date,
  decimal,
  denseRank,
  type Expression,
  exists,
  float32,
  float64,
  int8,
  int16,
  int32,
  interval,
  lag,
  lead,
  literal,
  not,
  nthValue,
  ntile,
  or,
  percentRank,
  type Relation,
  rank,
  rowNumber,
  scalar,
  string,
  sum,
  timestamp,
  uint8,
  uint16,
  uint32,
  uint64,
  when,
} from "@causeway/substrait-lane";
import { items, tags } from "./tables.js";

const ids = items.select("id", "kind");
const others = items.filter((i) => i.id.gt(3)).select("id", "kind");
const pairs = ids
  .rename({ id: "a", kind: "a_kind" })
  .join(ids.rename({ id: "b", kind: "b_kind" }), (a, b) => a.a_kind.eq(b.b_kind));
const perKind = items.aggregate(["kind"], () => ({ n: count() }));

function many(count: number, make: (index: number) => Expression<"boolean">): Expression<"boolean"> {
  return Array.from({ length: count }, (_, index) => make(index)).reduce((all, one) => all.or(one));
}

/** Each kind of relation and expression, and where they meet. */
export const relationCases: Readonly<Record<string, Relation>> = {
  innerJoin: items.join(tags, (i, t) => i.id.eq(t.item)),
  leftJoin: items.join(tags, (i, t) => i.id.eq(t.item).and(t.rank.gt(1)), { kind: "left" }),
  rightJoin: tags.join(items, (t, i) => i.id.eq(t.item), { kind: "right" }),
  fullJoin: items.select("id").join(tags, (i, t) => i.id.eq(t.item), { kind: "full" }),
  semiJoin: items.join(tags, (i, t) => i.id.eq(t.item), { kind: "semi" }),
  antiJoin: items.join(tags, (i, t) => i.id.eq(t.item), { kind: "anti" }),
  crossJoin: items.select("id").crossJoin(tags.select("tag")),
  selfJoin: ids
    .rename({ id: "a", kind: "a_kind" })
    .join(ids.rename({ id: "b", kind: "b_kind" }), (a, b) => a.a_kind.eq(b.b_kind).and(a.a.lt(b.b)))
    .join(ids.rename({ id: "c", kind: "c_kind" }), (b, c) => b.b_kind.eq(c.c_kind).and(b.b.lt(c.c))),
  fourCopies: ids
    .rename({ id: "a", kind: "a_kind" })
    .join(ids.rename({ id: "b", kind: "b_kind" }), (a, b) => a.a.eq(b.b))
    .join(ids.rename({ id: "c", kind: "c_kind" }), (b, c) => b.b.eq(c.c))
    .join(ids.rename({ id: "d", kind: "d_kind" }), (c, d) => c.c.eq(d.d))
    .join(ids.rename({ id: "e", kind: "e_kind" }), (c, e) => c.a_kind.eq(e.e_kind)),
  joinOfCounts: perKind.join(
    perKind
      .rename({ kind: "other", n: "m" })
      .join(perKind.rename({ kind: "third", n: "o" }), (k, t) => k.other.eq(t.third)),
    (k, o) => k.kind.eq(o.other),
  ),
  sameColumnTwice: items.project((i) => ({ a: i.kind, b: i.kind, c: i.id })),
  distinctOfSame: items.project((i) => ({ a: i.kind, b: i.kind })).distinct(),
  groupsOfSame: items.project((i) => ({ a: i.kind, b: i.kind })).aggregate(["b", "a"], () => ({ n: count() })),
  sameAggregates: items.aggregate([], (i) => ({ a: count(), b: count(), c: sum(i.id), d: sum(i.id) })),
  unionOfJoins: pairs.union(pairs),
  exceptOfJoins: pairs.except(pairs.filter((p) => p.b_kind.eq("pear"))),
  intersectOfJoins: pairs.intersect(pairs.filter((p) => p.b_kind.eq("pear"))),
  sortedJoin: pairs.sort((p) => [p.b.desc(), p.a]).limit(5),
  distinctJoin: pairs.select("a_kind", "b_kind").distinct(),
  correlatedTwice: items
    .filter((outer) =>
      exists(
        items.filter((inner) =>
          and(
            inner.kind.eq(outer.kind),
            exists(items.filter((innermost) => innermost.size.eq(inner.size).and(innermost.id.ne(3)))),
          ),
        ),
      ),
    )
    .select("id"),
  inOfItself: items.filter((i) => i.id.in(items.filter((o) => o.size.gt(2)).select("id"))).select("id"),
  union: ids.union(others),
  unionAll: ids.union(others, { all: true }).union(others, { all: true }),
  intersect: ids.intersect(others),
  intersectAll: ids.union(others, { all: true }).intersect(others, { all: true }),
  except: ids.except(others),
  exceptAll: ids.union(others, { all: true }).except(others, { all: true }),
  distinct: items
    .select("kind", "fresh")
    .distinct()
    .sort((i) => [i.kind, i.fresh.desc({ nulls: "last" })]),
  limit: items.sort((i) => [i.size.desc({ nulls: "last" }), i.id]).limit(3, { offset: 1 }),
  projectAfterLimit: items
    .sort((i) => [i.id])
    .limit(4)
    .project((i) => ({ id: i.id, total: sum(i.size).over() })),
  filterAfterLimit: items
    .sort((i) => [i.id])
    .limit(4)
    .filter((i) => i.size.gt(1)),
  having: perKind.filter((k) => k.n.gt(1)).sort((k) => [k.n.desc(), k.kind]),
  notInWithNulls: items.filter((i) => not(i.id.in(tags.select("item")))).select("id"),
  inWithoutNulls: items.filter((i) => i.id.in(tags.filter((t) => t.item.isNotNull()).select("item"))).select("id"),
  correlatedWithItself: items
    .filter((outer) => exists(items.filter((inner) => inner.kind.eq(outer.kind).and(inner.id.gt(outer.id)))))
    .select("id"),
  correlatedAggregates: perKind.filter((outer) => exists(perKind.filter((inner) => inner.n.gt(outer.n)))),
  correlatedScalar: items.filter((outer) =>
    outer.size.gt(
      scalar(
        items
          .filter((inner) => inner.kind.eq(outer.kind).and(inner.size.isNotNull()))
          .aggregate([], (inner) => ({ mean: avg(inner.size) })),
      ),
    ),
  ),
  correlatedCount: items.project((i) => ({
    id: i.id,
    tags: scalar(tags.filter((t) => t.item.eq(i.id)).aggregate([], () => ({ n: count() }))),
  })),
  correlatedCountOfItself: items.project((i) => ({
    id: i.id,
    same: scalar(items.filter((o) => o.kind.eq(i.kind)).aggregate([], () => ({ n: count() }))),
  })),
  existsInOr: items.filter((i) => exists(tags.filter((t) => t.item.eq(i.id))).or(i.size.gt(5))).select("id"),
  subqueryInHaving: perKind.filter((k) => k.n.gt(scalar(tags.aggregate([], () => ({ n: count() })))).or(k.n.eq(1))),
  scalarInProjection: items.project((i) => ({
    id: i.id,
    all: scalar(tags.aggregate([], () => ({ n: count() }))),
  })),
  comparisons: items.project((i) => ({
    id: i.id,
    below: i.price.lt(2.5),
    range: i.size.between(2, 4),
    list: i.size.in([1, 2, 3]),
    different: i.kind.isDistinctFrom("apple"),
    same: i.size.isNotDistinctFrom(null),
    like: i.kind.like("%p%e"),
    ilike: i.kind.ilike("A%"),
    nothing: i.kind.isNull(),
    something: i.kind.isNotNull(),
    isTrue: i.fresh.isTrue(),
    isNotFalse: i.fresh.isNotFalse(),
    isFalse: i.fresh.isFalse(),
    isNotTrue: i.fresh.isNotTrue(),
    day: i.day.gte(literal("2024-02-01", date)),
    instant: i.at.lt(literal("2024-02-01T00:00:00", timestamp("us"))),
  })),
  threeValued: items.project((i) => ({
    id: i.id,
    and: i.fresh.and(i.size.gt(2)),
    or: or(i.fresh, i.size.gt(2), i.kind.eq("pear")),
    not: not(i.fresh),
    nested: not(and(i.fresh, or(i.size.gt(2), i.id.lt(3)))),
  })),
  arithmetic: items.project((i) => ({
    id: i.id,
    whole: i.size.add(1).multiply(i.id).subtract(i.size),
    nested: i.size.subtract(i.size.subtract(i.id)),
    negative: i.size.negate().subtract(-5),
    quotient: i.id.divide(2),
    rest: i.id.modulo(3),
    decimal: i.price.multiply(i.price).add(1),
    mixed: i.price.multiply(i.size),
    divided: i.price.divide(3),
    float: i.weight.multiply(0.5).add(i.size),
    floatOfDecimal: i.price.multiply(i.weight),
  })),
  casts: items.project((i) => ({
    id: i.id,
    float: i.size.cast(float64),
    text: i.size.cast(string),
    decimal: i.weight.cast(decimal(12, 3)),
    tried: i.kind.tryCast(int32),
    instant: i.day.cast(timestamp("us")),
  })),
  intervals: items.project((i) => ({
    id: i.id,
    later: i.day.add(interval({ months: 1, days: 2 })),
    earlier: i.at.subtract(interval({ days: 1, hours: 2, seconds: 3 })),
  })),
  cases: items.project((i) => ({
    id: i.id,
    size: when(i.size.lt(2), "small").when(i.size.lt(4), "middle").otherwise("large"),
    none: when(i.fresh, i.price).otherwise(),
    nested: when(i.size.lt(2), 1).otherwise(when(i.size.lt(4), 2).otherwise(3)),
  })),
  rankings: items.project((i) => {
    const window = { partitionBy: [i.fresh], orderBy: [i.size.asc(), i.id.asc()] };
    const tied = { orderBy: [i.size.desc()] };
    return {
      id: i.id,
      row: rowNumber().over(window),
      rank: rank().over(tied),
      dense: denseRank().over(tied),
      percent: percentRank().over(tied),
      distribution: cumeDist().over(tied),
      tile: ntile(3).over(window),
      before: lag(i.size).over(window),
      behind: lead(i.size, 2, -1).over(window),
      second: nthValue(i.size, 2).over(window),
    };
  }),
  frames: items.project((i) => ({
    id: i.id,
    running: sum(i.size).over({ orderBy: [i.id.asc()] }),
    moving: sum(i.size).over({
      orderBy: [i.id.asc()],
      frame: { units: "rows", start: { preceding: 2 }, end: { following: 1 } },
    }),
    remaining: count().over({
      partitionBy: [i.kind],
      orderBy: [i.id.asc()],
      frame: { units: "rows", start: "current-row", end: "unbounded" },
    }),
    peers: count().over({
      orderBy: [i.size.asc()],
      frame: { units: "range", start: "current-row", end: "current-row" },
    }),
  })),
  windowThenFilter: items
    .extend((i) => ({ place: rowNumber().over({ partitionBy: [i.kind], orderBy: [i.id.desc()] }) }))
    .filter((i) => i.place.eq(1)),
  groupByExpression: items
    .aggregate(
      (i) => ({ half: i.id.divide(2), one: literal(1) }),
      (i) => ({ n: count(), total: sum(i.price) }),
    )
    .sort((i) => [i.half]),
  flatChains: items.filter((i) => many(200, (index) => i.id.eq(index).and(i.size.ne(index)))).select("id"),
  literals: items
    .project((i) => ({
      id: i.id,
      boolean: literal(false),
      int8: literal(-128, int8),
      int16: literal(-5, int16),
      int32: literal(7, int32),
      int64: literal(-(2n ** 63n)),
      uint8: literal(255, uint8),
      uint16: literal(65_535, uint16),
      uint32: literal(4_294_967_295, uint32),
      uint64: literal(2n ** 64n - 1n, uint64),
      float32: literal(0.25, float32),
      float64: literal(1e-7),
      zero: literal(-0),
      decimal: literal("-0.05", decimal(10, 2)),
      string: literal(""),
      binary: literal(Uint8Array.of(0, 255), binary),
      date: literal("1969-12-31", date),
      seconds: literal("2024-01-01T00:00:01", timestamp("s")),
      millis: literal("1969-12-31T23:59:59.999", timestamp("ms")),
      micros: literal("2024-01-01T00:00:00.000001", timestamp("us")),
      nanos: literal("2024-01-01T00:00:00.000001000", timestamp("ns")),
      utc: literal("2024-01-01T02:00:00+02:00", timestamp("us", "UTC")),
      interval: interval({ years: -1, months: 3, days: -2, seconds: -90 }),
      nullText: literal(null, string),
      nullDecimal: literal(null, decimal(5, 1)),
    }))
    .limit(1),
  longSum: items.project((i) => ({
    id: i.id,
    sum: Array.from({ length: 100 }, (_, index) => index).reduce(
      (all: Expression<"int64" | "float64">, n) => all.add(n),
      i.id,
    ),
  })),
  quoting: items
    .project((i) => ({ 'a "quoted" name': i.kind, select: literal("it's; -- \\ \n text"), Ünï: i.id }))
    .filter((i) => i.select.like("it's%")),
};
