import { Field, Int32, type RecordBatch, tableFromArrays, Utf8 } from "apache-arrow";
import { expect, test } from "vitest";
import { encodeSchema } from "../src/functions/encode-columns.js";
import { preamble, runProgram } from "./support/run-program.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";

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

test("the list of functions knows them, with what they take", async () => {
  const session = openSession();
  const definition = {
    arguments: [new Field("text", new Utf8(), true)],
    returns: new Utf8(),
    volatility: "immutable",
    description: "Words with hyphens.",
  } as const;
  session.functions.register("slug", definition, (texts) => [...texts]);
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
    return session.prepare("SELECT * FROM silent()").then((plan) => plan.execute(null, false)).then((stream) => stream.next());
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
