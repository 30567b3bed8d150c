import { Field, Float64, Int32, Int64, Table, Utf8, type Vector, vectorFromArray } from "apache-arrow";
import { expect, test } from "vitest";
import type { FunctionColumn, ScalarFunctionDefinition } from "../src/index.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";

const slugDefinition: ScalarFunctionDefinition = {
  arguments: [new Field("text", new Utf8(), true)],
  returns: new Utf8(),
  volatility: "immutable",
};

function slug(texts: Vector): FunctionColumn {
  return [...texts].map((text: string | null) => text?.toLowerCase().replace(/[^a-z0-9]+/g, "-") ?? null);
}

test("a scalar function sees batches, and works in every place of a query", async () => {
  const session = openSession();
  const sizes: number[] = [];
  session.functions.register("slug", slugDefinition, (texts) => {
    sizes.push(texts.length);
    return slug(texts);
  });
  expect(
    await rowsOf(session, "SELECT slug('Hello, World') AS s, slug(NULL) AS n, slug(text => 'A b') AS named"),
  ).toEqual([{ s: "hello-world", n: null, named: "a-b" }]);
  const rows = await rowsOf(
    session,
    `SELECT max(slug(concat('N ', l.value))) AS top, count(*) AS n FROM range(20000) l JOIN range(100) r ON slug(l.value::varchar) = slug(r.value::varchar)
     WHERE slug(concat('x ', l.value)) <> 'x-7' GROUP BY slug('G') ORDER BY slug(max(l.value)::varchar)`,
  );
  expect(rows).toEqual([{ top: "n-99", n: 99n }]);
  expect(Math.max(...sizes)).toBeGreaterThan(1_000);
});

test("all types that a function declares cross both ways", async () => {
  const session = openSession();
  session.functions.register(
    "scaled",
    {
      arguments: [
        { name: "n", type: new Int64() },
        { name: "by", type: new Float64() },
      ],
      returns: new Float64(),
    },
    (n, by) =>
      vectorFromArray(
        [...n].map((value, row) => Number(value) * by.get(row)),
        new Float64(),
      ),
  );
  expect(await rowsOf(session, "SELECT scaled(2, 1.5) AS f, scaled(CAST(3 AS TINYINT), 2) AS g")).toEqual([
    { f: 3, g: 6 },
  ]);
  session.functions.register("labels", { arguments: [], returns: new Utf8() }, () => vectorFromArray(["a"]));
  expect(await rowsOf(session, "SELECT labels() AS l")).toEqual([{ l: "a" }]);
});

const failing: readonly (readonly [string, (texts: Vector) => unknown, object])[] = [
  [
    "throws",
    () => {
      throw new RangeError("out of slugs");
    },
    {},
  ],
  ["gives too few values", () => [], { given: 0, expected: 1 }],
  ["gives another type", () => vectorFromArray([1], new Int32()), { given: "Int32", expected: "Utf8" }],
  ["gives no column", () => 7, {}],
  ["gives a promise", () => Promise.resolve([]), {}],
];

for (const [name, compute, details] of failing) {
  test(`a function that ${name} fails the query by its name, and the session lives on`, async () => {
    const session = openSession();
    session.functions.register(
      "broken",
      { ...slugDefinition, volatility: "volatile" },
      compute as () => FunctionColumn,
    );
    const error = await errorOf(session, "SELECT broken('x')");
    expect(error).toMatchObject({ code: "function-failed", details: { function: "broken", ...details } });
    expect(error.message).toContain("broken");
    expect(await rowsOf(session, "SELECT 1 AS one")).toEqual([{ one: 1n }]);
  });
}

test("a wrong call is a typed error before anything runs", async () => {
  const session = openSession();
  session.functions.register("slug", slugDefinition, slug);
  expect(await errorOf(session, "SELECT slug()")).toMatchObject({
    code: "argument-missing",
    details: { argument: "text" },
  });
  expect(await errorOf(session, "SELECT slug(1)")).toMatchObject({
    code: "type-mismatch",
    details: { function: "slug" },
  });
});

test("bad definitions are refused", () => {
  const session = openSession();
  session.functions.register("slug", slugDefinition, slug);
  expect(() => session.functions.register("slug", slugDefinition, slug)).toThrow(/^function-exists/);
  expect(() => session.functions.register("abs", slugDefinition, slug)).toThrow(/^function-exists/);
  expect(() => session.functions.register("s", { ...slugDefinition, returns: "utf8" as never }, slug)).toThrow(
    /^invalid-option/,
  );
  expect(() => session.functions.register("s", { ...slugDefinition, arguments: ["text"] as never }, slug)).toThrow(
    /^invalid-option/,
  );
  expect(() => session.functions.register("s", { ...slugDefinition, speed: 1 } as never, slug)).toThrow(
    /^unknown-option/,
  );
  expect(() => session.functions.register("s", { ...slugDefinition, volatility: "often" as never }, slug)).toThrow(
    /^invalid-option/,
  );
  expect(() => session.functions.register("s", slugDefinition, "x" as never)).toThrow(/^invalid-option/);
});

test("aggregates run in groups, over partitions and with states merged", async () => {
  const session = openSession({ threads: 4, targetPartitions: 4, batchRows: 500 });
  let merges = 0;
  session.functions.registerAggregate<number>(
    "product_log",
    {
      arguments: [{ name: "n", type: new Float64() }],
      returns: new Float64(),
      state: new Float64(),
      volatility: "immutable",
    },
    {
      init: () => 0,
      update: (state, column) => [...column].reduce((sum: number, value) => sum + (value ?? 0), state),
      merge: (state, other) => {
        merges += 1;
        return state + other;
      },
      evaluate: (state) => state * 10,
    },
  );
  const n = Array.from({ length: 20_000 }, (_, index) => index);
  const table = new Table({
    n: vectorFromArray(
      n.map((value) => value % 7),
      new Float64(),
    ),
    k: vectorFromArray(
      n.map((value) => value % 3),
      new Int32(),
    ),
  });
  await session.registerTable("numbers", { arrow: table });
  const rows = await rowsOf(
    session,
    "SELECT k, product_log(n) AS p, sum(n) * 10 AS wanted FROM numbers GROUP BY k ORDER BY k",
  );
  expect(rows).toHaveLength(3);
  for (const { p, wanted } of rows) expect(p).toBe(wanted);
  expect(merges).toBeGreaterThan(0);
  expect(await rowsOf(session, "SELECT product_log(n) AS p FROM numbers WHERE n > 100")).toEqual([{ p: 0 }]);
});

test("a part of an aggregate that throws fails the query by its name", async () => {
  const session = openSession();
  session.functions.registerAggregate(
    "broken",
    { arguments: [{ name: "n", type: new Int64() }], returns: new Int64(), state: new Int64() },
    {
      init: () => 0n,
      update: () => {
        throw new Error("no more");
      },
      merge: (state) => state,
      evaluate: (state) => state,
    },
  );
  expect(await errorOf(session, "SELECT broken(value) FROM range(3)")).toMatchObject({
    code: "function-failed",
    details: { function: "broken" },
  });
});

test("an abort while a function computes rejects, and later queries run", async () => {
  const session = openSession();
  const controller = new AbortController();
  session.functions.register("aborting", { ...slugDefinition, volatility: "volatile" }, (texts) => {
    controller.abort();
    return slug(texts);
  });
  const work = rowsOf(session, "SELECT aborting(value::varchar) FROM range(100000)", { signal: controller.signal });
  expect(await caught(work)).toMatchObject({ code: "aborted" });
  expect(await rowsOf(session, "SELECT 1 AS one")).toEqual([{ one: 1n }]);
});

test("more functions wait at a time than there are workers", async () => {
  const session = openSession({ threads: 1, targetPartitions: 8 });
  session.functions.register("slug", { ...slugDefinition, volatility: "volatile" }, slug);
  const sql = "SELECT count(*) AS n FROM range(20000) WHERE slug(value::varchar) <> 'x'";
  const answers = await Promise.all(Array.from({ length: 8 }, () => rowsOf(session, sql)));
  expect(answers).toEqual(Array.from({ length: 8 }, () => [{ n: 20_000n }]));
});
