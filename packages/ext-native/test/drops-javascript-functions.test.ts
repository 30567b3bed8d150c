import { Field, Int64, Table, Utf8, vectorFromArray } from "apache-arrow";
import { expect, test } from "vitest";
import type { EngineSession } from "../src/index.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";

const number = new Int64();

/** One function of each kind. */
function register(session: EngineSession): void {
  const one = { arguments: [new Field("n", number)], returns: number };
  session.functions.register("plus_one", one, (n) => [...n].map((value: bigint) => value + 1n));
  session.functions.registerAggregate<bigint>(
    "added",
    { ...one, state: number },
    {
      init: () => 0n,
      update: (state, n) => [...n].reduce((sum: bigint, value: bigint) => sum + value, state),
      merge: (state, other) => state + other,
      evaluate: (state) => state,
    },
  );
  session.functions.registerTable("pages", { arguments: [], columns: [new Field("n", number)] }, () => [
    new Table({ n: vectorFromArray([1n], number) }),
  ]);
}

const calls: Readonly<Record<string, string>> = {
  plus_one: "SELECT plus_one(value) AS n FROM range(3)",
  added: "SELECT added(value) AS n FROM range(3)",
  pages: "SELECT n FROM pages()",
};

for (const [name, sql] of Object.entries(calls)) {
  test(`${name}() is dropped by name: it is unknown then, and prepared statements fail by its name`, async () => {
    const session = openSession();
    register(session);
    const prepared = await session.prepare(sql);
    expect(await rowsOf(session, sql)).not.toEqual([]);
    await session.functions.drop(name);
    const gone = { code: "unknown-function", details: { function: name } };
    expect(await errorOf(session, sql)).toMatchObject(gone);
    const work = async () => {
      for await (const batch of await prepared.execute()) expect(batch.numRows).toBe(0);
    };
    expect(await caught(work())).toMatchObject(gone);
    expect(session.functions.list().filter((known) => known.name === name)).toEqual([]);
    expect(await caught(session.functions.drop(name))).toMatchObject(gone);
    // The name is free again; a statement of before knows the old function only.
    register(sessionWithout(session, name));
    expect(await rowsOf(session, sql)).not.toEqual([]);
    expect(await caught(work())).toMatchObject(gone);
  });
}

/** Lets `register` register the one that is missing. */
function sessionWithout(session: EngineSession, name: string): EngineSession {
  const others = Object.keys(calls).filter((other) => other !== name);
  const { functions } = session;
  const unlessKnown =
    (add: (...given: never[]) => void) =>
    (...given: never[]) =>
      others.includes(given[0] ?? "") ? undefined : add.call(functions, ...given);
  return {
    functions: {
      register: unlessKnown(functions.register),
      registerAggregate: unlessKnown(functions.registerAggregate),
      registerTable: unlessKnown(functions.registerTable),
    },
  } as unknown as EngineSession;
}

test("DROP FUNCTION does it where SQL may, and a function without rows to see is missed all the same", async () => {
  const closed = openSession();
  register(closed);
  expect(await errorOf(closed, "DROP FUNCTION plus_one")).toMatchObject({ code: "statement-refused" });
  const session = openSession({ allow: ["ddl"] });
  register(session);
  const prepared = await session.prepare("SELECT plus_one(value) FROM range(0)");
  for (const name of Object.keys(calls)) await rowsOf(session, `DROP FUNCTION ${name}`);
  expect(await caught(prepared.execute())).toMatchObject({
    code: "unknown-function",
    details: { function: "plus_one" },
  });
  expect(await errorOf(session, "DROP FUNCTION pages")).toMatchObject({ code: "unknown-function" });
  await rowsOf(session, "DROP FUNCTION IF EXISTS pages");
});

test("a macro keeps the JavaScript function that it was defined with, and fails without it until it is defined anew", async () => {
  const session = openSession();
  register(session);
  const define = "CREATE OR REPLACE FUNCTION plus_two(n BIGINT) RETURN plus_one(plus_one(n))";
  await session.functions.define(define);
  expect(await rowsOf(session, "SELECT plus_two(1) AS n")).toEqual([{ n: 3n }]);
  await session.functions.drop("plus_one");
  const gone = { code: "unknown-function", details: { function: "plus_one" } };
  expect(await errorOf(session, "SELECT plus_two(1)")).toMatchObject(gone);
  session.functions.register("plus_one", { arguments: [new Field("n", number)], returns: number }, (n) =>
    [...n].map((value: bigint) => value + 1n),
  );
  expect(await errorOf(session, "SELECT plus_two(1)")).toMatchObject(gone);
  await session.functions.define(define);
  expect(await rowsOf(session, "SELECT plus_two(1) AS n")).toEqual([{ n: 3n }]);
});

test("a query that calls it at that moment fails with its next call", async () => {
  const session = openSession();
  session.functions.register("seen", { arguments: [new Field("text", new Utf8())], returns: new Utf8() }, (texts) => [
    ...texts,
  ]);
  const plan = await session.prepare("SELECT seen(value::varchar) AS t FROM range(100000000)");
  const work = async () => {
    for await (const _ of await plan.execute()) await session.functions.drop("seen").catch(() => {});
  };
  expect(await caught(work())).toMatchObject({ code: "unknown-function", details: { function: "seen" } });
});
