import {
  Field,
  Float64,
  Int32,
  Int64,
  type RecordBatch,
  Table,
  tableFromArrays,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { expect, test } from "vitest";
import { encodeSchema } from "../src/functions/encode-columns.js";
import type { FunctionColumn, ScalarFunctionDefinition } from "../src/index.js";
import { preamble, runProgram } from "./support/run-program.js";
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

function batchOf(values: readonly number[]): RecordBatch {
  const [batch] = tableFromArrays({ n: Int32Array.from(values) }).batches;
  if (!batch) throw new Error("no batch");
  return batch;
}

const numbersDefinition = {
  arguments: [{ name: "count", type: new Int32() }],
  columns: [{ name: "n", type: new Int32() }],
} as const;

test("a table function gives rows from an async generator, as they are asked for", async () => {
  const session = openSession();
  session.functions.registerTable("numbers", numbersDefinition, async function* (count) {
    for (let n = 0; n < Number(count); n += 2) yield batchOf([n, n + 1]);
  });
  expect(await rowsOf(session, "SELECT sum(n) AS s, count(*) AS c FROM numbers(2 * 5)")).toEqual([{ s: 45n, c: 10n }]);
  const joined = "SELECT a.n FROM numbers(4) a JOIN numbers(6) b ON a.n = b.n WHERE a.n > 1 ORDER BY 1";
  expect(await rowsOf(session, joined)).toEqual([{ n: 2 }, { n: 3 }]);
  expect(await rowsOf(session, "SELECT * FROM numbers(0)")).toEqual([]);
  expect(await errorOf(session, "SELECT * FROM numbers()")).toMatchObject({ code: "argument-missing" });
});

test("a generator whose reader leaves is closed, and one that never ends is stopped by an abort", async () => {
  const session = openSession();
  let closed = 0;
  let given = 0;
  session.functions.registerTable("endless", { ...numbersDefinition, arguments: [] }, async function* () {
    try {
      for (;;) {
        given += 1;
        yield batchOf([given]);
      }
    } finally {
      closed += 1;
    }
  });
  expect(await rowsOf(session, "SELECT n FROM endless() LIMIT 3")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  await expect.poll(() => closed).toBe(1);
  const controller = new AbortController();
  const work = rowsOf(session, "SELECT count(*) FROM endless()", { signal: controller.signal });
  await expect.poll(() => given).toBeGreaterThan(10);
  controller.abort();
  expect(await caught(work)).toMatchObject({ code: "aborted" });
  await expect.poll(() => closed).toBe(2);
});

test("a generator that throws, and one of other columns, fail the query", async () => {
  const session = openSession();
  // biome-ignore lint/correctness/useYield: it throws before.
  session.functions.registerTable("broken", numbersDefinition, async function* () {
    throw new Error("no rows today");
  });
  session.functions.registerTable("other", numbersDefinition, async function* () {
    yield tableFromArrays({ n: Float64Array.of(1) });
  });
  expect(await errorOf(session, "SELECT * FROM broken(1)")).toMatchObject({
    code: "function-failed",
    details: { function: "broken" },
  });
  expect(await errorOf(session, "SELECT * FROM other(1)")).toMatchObject({
    code: "function-failed",
    details: { expected: "n Int32", given: "n Float64" },
  });
});

test("closing the session ends a query that waits for JavaScript", async () => {
  const session = openSession();
  let asked = false;
  session.functions.registerTable("silent", { ...numbersDefinition, arguments: [] }, async function* () {
    asked = true;
    yield await new Promise<RecordBatch>(() => {});
  });
  const work = rowsOf(session, "SELECT * FROM silent()");
  work.catch(() => {});
  await expect.poll(() => asked).toBe(true);
  await session.close();
  expect(await caught(work)).toMatchObject({ code: "session-closed" });
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

test("the list of functions knows them, with what they take", async () => {
  const session = openSession();
  session.functions.register("slug", { ...slugDefinition, description: "Words with hyphens." }, slug);
  session.functions.registerTable("numbers", numbersDefinition, () => []);
  const own = session.functions.list().filter(({ origin }) => origin === "javascript");
  expect(own).toMatchObject([
    {
      name: "slug",
      kind: "scalar",
      syntax: "slug(text)",
      volatility: "immutable",
      namedArguments: ["text"],
      description: "Words with hyphens.",
    },
    { name: "numbers", kind: "table" },
  ]);
  const sql =
    "SELECT function_type AS type FROM information_schema.routines WHERE routine_name IN ('slug', 'numbers') ORDER BY 1";
  expect(await rowsOf(session, sql)).toEqual([{ type: "SCALAR" }, { type: "TABLE" }]);
});

/** A worker whose function is called again and again. */
const callForever = `
  const { parentPort } = require("node:worker_threads");
  const bytes = (text) => Buffer.from(text, "base64");
  begin("SELECT 1").then(({ session }) => {
    const handler = (call) => {
      parentPort.postMessage("running");
      if (call.operation !== "open") return call.answer(undefined);
    };
    const definition = JSON.stringify({ name: "silent", kind: "table" });
    session.registerFunction(definition, bytes("${Buffer.from(encodeSchema([])).toString("base64")}"), bytes("${Buffer.from(
      encodeSchema([{ name: "n", type: new Int32() }]),
    ).toString("base64")}"), handler);
    return session.prepare("SELECT * FROM silent()").then((plan) => plan.execute()).then((stream) => stream.next());
  });
`;

test("workers that end while their functions are asked leave the process well, 20 times", {
  timeout: 60_000,
}, async () => {
  const end = await runProgram(`
    const { Worker } = require("node:worker_threads");
    const source = ${JSON.stringify(`${preamble}\n${callForever}`)};
    (async () => {
      for (let round = 0; round < 20; round++) {
        const worker = new Worker(source, { eval: true });
        await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
        await worker.terminate();
      }
      const { session, stream } = await begin("SELECT 1");
      console.log((await stream.next()).constructor.name);
      await session.close();
    })();
  `);
  expect(end).toMatchObject({ code: 0, stdout: "Uint8Array", stderr: "" });
});
