import { memorySink, startRun } from "@causeway/obs";
import { expect, test } from "vitest";
import { firstValue } from "./functions/aggregate-functions.js";
import {
  avg,
  call,
  compileLane,
  count,
  type Expression,
  encodePlan,
  exists,
  float64,
  inspectPlan,
  int64,
  interval,
  lag,
  type Relation,
  renderSql,
  rowNumber,
  schema,
  string,
  sum,
  table,
  timestamp,
  when,
} from "./index.js";

const t = table("t", schema({ i: int64, x: int64, s: string, at: timestamp("us") }));
const zoned = table("z", schema({ at: timestamp("us", "Asia/Tokyo") }));
const utc = table("u", schema({ at: timestamp("us", "UTC") }));
const deep = (length: number): Relation =>
  Array.from({ length }).reduce((relation: Relation) => relation.limit(1_000), t);

// The classes of plans that come back from DataFusion 55 with another meaning, each with the relation that is refused and its neighbours that are not.
const refused: readonly (readonly [name: string, relation: Relation, reason: string])[] = [
  [
    "aggregate-ignore-nulls",
    t.aggregate([], (r) => ({ y: firstValue(r.x).ignoreNulls() })),
    "IGNORE NULLS of an aggregate",
  ],
  [
    "window-ignore-nulls",
    t.project((r) => ({
      y: lag(r.x)
        .ignoreNulls()
        .over({ orderBy: [r.i.asc()] }),
    })),
    "IGNORE NULLS of a window",
  ],
  [
    "window-filter",
    t.project((r) => ({
      y: sum(r.x)
        .filter(r.x.gt(15))
        .over({ orderBy: [r.i.asc()] }),
    })),
    "FILTER of a window",
  ],
  ["window-distinct", t.project((r) => ({ y: count(r.x).distinct().over() })), "DISTINCT of a window"],
  [
    "window-range-offset",
    t.project((r) => ({
      y: count().over({ orderBy: [r.i.asc()], frame: { units: "range", start: { preceding: 1 }, end: "current-row" } }),
    })),
    "distances of a RANGE frame",
  ],
  ["time-zone of a column", zoned, "time zone of timestamp(us, Asia/Tokyo)"],
  ["time-zone of a cast", t.project((r) => ({ y: r.at.cast(timestamp("us", "America/New_York")) })), "time zone of"],
  ["time-zone in a subquery", t.filter(() => exists(zoned)), "time zone of"],
  [
    "group-by-duplicate",
    t.aggregate(
      (r) => ({ a: r.x, b: r.x }),
      () => ({ n: count() }),
    ),
    "Two equal group keys",
  ],
  ["interval-overflow", t.project((r) => ({ y: r.at.add(interval({ hours: 1_000_000 })) })), "2^31 seconds"],
  ["shadowed function", t.project((r) => ({ y: call("add", [r.x, r.i], int64) })), "name add is both"],
];

const carried: readonly (readonly [name: string, relation: Relation])[] = [
  ["an aggregate with DISTINCT and FILTER", t.aggregate([], (r) => ({ y: sum(r.x).distinct().filter(r.i.gt(1)) }))],
  ["a RANGE frame without distances", t.project((r) => ({ y: sum(r.x).over({ orderBy: [r.i.asc()] }) }))],
  [
    "a ROWS frame with distances",
    t.project((r) => ({
      y: sum(r.x).over({
        orderBy: [r.i.asc()],
        frame: { units: "rows", start: { preceding: 2 }, end: { following: 1 } },
      }),
    })),
  ],
  ["UTC", utc],
  [
    "group keys that differ",
    t.aggregate(
      (r) => ({ a: r.x, b: r.i }),
      () => ({ n: count() }),
    ),
  ],
  ["an interval of 68 years", t.project((r) => ({ y: r.at.add(interval({ seconds: 2 ** 31 - 1 })) }))],
  ["a function with a name of its own", t.project((r) => ({ y: call("cbrt", [r.x], float64) }))],
];

test.each(refused)("%s goes by SQL, with the reason as an event", async (_, relation, reason) => {
  const sink = memorySink();
  const run = startRun("q", { sink });
  const compiled = await compileLane(relation, { lane: "prefer-substrait", run });
  expect(compiled).toMatchObject({
    lane: "sql",
    sql: renderSql(relation),
    fallback: { code: "carried-wrongly", reason: expect.stringContaining(reason), node: expect.any(String) },
  });
  expect(sink.events("lane-fallback")).toMatchObject([{ code: "carried-wrongly", planHash: compiled.planHash }]);
  await expect(compileLane(relation, { lane: "substrait-only" })).rejects.toMatchObject({
    code: "lane-refused",
    refusal: { code: "carried-wrongly" },
  });
});

test.each(carried)("%s goes by Substrait", async (_, relation) => {
  expect(await compileLane(relation, { lane: "substrait-only" })).toMatchObject({
    lane: "substrait",
    sql: renderSql(relation),
    planBytes: encodePlan(relation),
  });
});

test("a relation that is too deep for a decoder goes as several trees; an expression that is, does not go by Substrait", async () => {
  for (const levels of [40, 60, 250]) {
    const relation = deep(levels);
    const compiled = await compileLane(relation, { lane: "substrait-only" });
    expect(inspectPlan(encodePlan(relation))).toMatchObject({ outputs: ["i", "x", "s", "at"] });
    expect(compiled).toMatchObject({ lane: "substrait" });
  }
  const nested = (levels: number) =>
    t.project((r) => ({
      y: Array.from({ length: levels }).reduce<Expression>((inner) => when(r.x.gt(1), inner).otherwise(r.x), r.x),
    }));
  expect(await compileLane(nested(25), { lane: "prefer-substrait" })).toMatchObject({ lane: "substrait" });
  expect(await compileLane(nested(60), { lane: "prefer-substrait" })).toMatchObject({
    lane: "sql",
    fallback: { code: "not-carried", reason: expect.stringMatching(/^Its messages stand \d+ deep/) },
  });
});

test("a registered function with an operator's name stands in for the operator, so such a plan is refused", async () => {
  const relation = t.project((r) => ({ y: r.x.add(1) }));
  expect(await compileLane(relation, { lane: "prefer-substrait", registeredFunctions: ["other"] })).toMatchObject({
    lane: "substrait",
  });
  expect(await compileLane(relation, { lane: "prefer-substrait", registeredFunctions: ["ADD"] })).toMatchObject({
    lane: "sql",
    fallback: { code: "carried-wrongly" },
  });
});

test("the SQL lane of a relation is its text", async () => {
  expect(await compileLane(t, { lane: "sql" })).toEqual({
    lane: "sql",
    sql: renderSql(t),
    planHash: expect.any(String),
  });
});

test("the hash knows a relation by what it means", async () => {
  const hash = async (relation: unknown) => (await compileLane(relation as Relation, { lane: "sql" })).planHash;
  const base = t.filter((r) => r.x.gt(1).and(r.i.eq(r.x))).select("i");
  const same = [
    t.filter((row) => row.x.eq(row.i).and(row.x.gt(1))).select("i"),
    t
      .filter((r) => r.x.gt(1))
      .filter((r) => r.i.eq(r.x))
      .select("i"),
    t
      .filter((r) => r.i.eq(r.x))
      .select("i", "x", "s", "at")
      .filter((r) => r.x.gt(1))
      .select("i"),
    t
      .rename({ x: "z" })
      .filter((r) => r.z.gt(1).and(r.i.eq(r.z)))
      .select("i"),
  ];
  for (const relation of same) expect(await hash(relation)).toBe(await hash(base));
  const others = [
    t.filter((r) => r.x.gt(2).and(r.i.eq(r.x))).select("i"),
    t.filter((r) => r.x.gt(1).or(r.i.eq(r.x))).select("i"),
    t.filter((r) => r.x.gt(1).and(r.i.eq(r.x))).select("x"),
    t
      .filter((r) => r.x.gt(1).and(r.i.eq(r.x)))
      .select("i")
      .rename({ i: "j" }),
    t
      .filter((r) => r.x.gt(1).and(r.i.eq(r.x)))
      .select("i")
      .distinct(),
    t
      .filter((r) => r.x.gt(1).and(r.i.eq(r.x)))
      .select("i")
      .limit(1),
    table("t2", t.schema)
      .filter((r) => r.x.gt(1).and(r.i.eq(r.x)))
      .select("i"),
  ];
  const hashes = await Promise.all([base, ...others].map(hash));
  expect(new Set(hashes).size).toBe(hashes.length);
  const window = (descending: boolean) =>
    t.project((r) => ({ n: rowNumber().over({ orderBy: [descending ? r.i.desc() : r.i.asc()] }) }));
  expect(await hash(window(true))).not.toBe(await hash(window(false)));
  const mean = (filtered: boolean) => t.aggregate([], (r) => ({ m: filtered ? avg(r.x).filter(r.x.gt(1)) : avg(r.x) }));
  expect(await hash(mean(true))).not.toBe(await hash(mean(false)));
});
