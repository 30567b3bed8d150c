import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { EngineSession } from "../src/index.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const numbers = tableFromArrays({ n: Int32Array.of(1, 2), month: Int32Array.of(1, 1) });

function commits(uri: string): string[] {
  const log = join(uri, "_delta_log");
  return existsSync(log) ? readdirSync(log).filter((name) => name.endsWith(".json")) : [];
}

describe("a write that makes a table", () => {
  it.each([[["nope"]], [["n", "month"]]])("partitioned by %j is invalid-option", async (partitionBy) => {
    const uri = join(temporaryFolder(), "t");
    const error = await caught(openSession().delta(uri).write(numbers, { mode: "create", partitionBy }));
    expect(error).toMatchObject({ code: "invalid-option", details: { option: "partitionBy" } });
    expect(commits(uri)).toEqual([]);
  });

  it.each(["INTERVAL '1 day'", "TIME '12:00:00'", "arrow_cast('1', 'Decimal256(70, 1)')"])(
    "of %s is not-supported",
    async (expression) => {
      const session = openSession();
      const plan = await session.prepare(`SELECT ${expression} AS value`);
      const error = await caught(session.delta(join(temporaryFolder(), "t")).write(plan, { mode: "create" }));
      expect(error).toMatchObject({ code: "not-supported" });
      expect(error.message).not.toContain("\n");
    },
  );

  it("of columns that differ in their case alone is schema-mismatch", async () => {
    const session = openSession();
    const plan = await session.prepare('SELECT 1 AS a, 2 AS "A"');
    const error = await caught(session.delta(join(temporaryFolder(), "t")).write(plan, { mode: "create" }));
    expect(error).toMatchObject({ code: "schema-mismatch" });
  });
});

it("a write that another overtakes is commit-conflict", async () => {
  const session = openSession();
  const table = session.delta(join(temporaryFolder(), "t"));
  await table.write(numbers, { mode: "create" });
  const overtaken = (async function* () {
    yield* numbers.batches;
    await sleep(100);
    await table.write(numbers, { mode: "overwrite" });
  })();
  expect(await caught(table.write(overtaken, { mode: "overwrite" }))).toMatchObject({ code: "commit-conflict" });
  expect(await table.describe()).toMatchObject({ version: 1, files: 1 });
});

describe("nothing is committed, and the session goes on, when a write", () => {
  const endless = "SELECT value AS n FROM range(0, 1000000000000)";

  it.each(["signal", "timeoutMs"])("of a plan is stopped by %s", { timeout: 10_000 }, async (how) => {
    const session = openSession();
    const uri = join(temporaryFolder(), "t");
    const controller = new AbortController();
    const stop = how === "signal" ? { signal: controller.signal } : { timeoutMs: 300 };
    const writing = caught(session.delta(uri).write(await session.prepare(endless), { mode: "create", ...stop }));
    await sleep(300);
    const started = performance.now();
    controller.abort();
    expect((await writing).code).toBe(how === "signal" ? "aborted" : "timeout");
    expect(performance.now() - started).toBeLessThan(2_000);
    await sleep(300);
    expect(commits(uri)).toEqual([]);
    expect(await rowsOf(session, "SELECT 1 AS alive")).toEqual([{ alive: 1n }]);
  });

  it("is under way while its session closes", { timeout: 10_000 }, async () => {
    const session = EngineSession.open();
    const uri = join(temporaryFolder(), "t");
    const writing = caught(session.delta(uri).write(await session.prepare(endless), { mode: "create" }));
    await sleep(300);
    const started = performance.now();
    await session.close();
    expect(performance.now() - started).toBeLessThan(2_000);
    expect((await writing).code).toBe("session-closed");
    expect(commits(uri)).toEqual([]);
  });

  it("has a signal that is aborted already", async () => {
    const uri = join(temporaryFolder(), "t");
    const signal = AbortSignal.abort();
    expect(await caught(openSession().delta(uri).write(numbers, { mode: "create", signal }))).toMatchObject({
      code: "aborted",
    });
    expect(commits(uri)).toEqual([]);
  });
});
