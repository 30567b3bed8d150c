import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { tableFromArrays } from "apache-arrow";
import { expect, it } from "vitest";
import { EngineSession } from "../src/index.js";
import { collectGarbage } from "./support/collect-garbage.js";
import { openSession, rowsOf } from "./support/sessions.js";

const count = (what: "task" | "fd") => readdirSync(`/proc/self/${what}`).length;

/** Waits until so many are left, for at most a second; gives how many there are. */
async function settled(what: "task" | "fd", most: number): Promise<number> {
  for (let waited = 0; waited < 1000 && count(what) > most; waited += 20) await sleep(20);
  return count(what);
}

async function used(): Promise<EngineSession> {
  const session = EngineSession.open({ threads: 2 });
  await session.registerTable("t", { arrow: tableFromArrays({ n: Int32Array.of(1, 2) }) });
  expect(await rowsOf(session, "SELECT sum(n) AS n FROM t")).toEqual([{ n: 3n }]);
  return session;
}

/** In a frame of its own, which holds no session when it is left. */
async function openAndClose(sessions: number): Promise<void> {
  const opened = await Promise.all(Array.from({ length: sessions }, used));
  await Promise.all(opened.map((session) => session.close()));
}

it.runIf(process.platform === "linux")(
  "threads and files of sessions go with them, closed or collected",
  { timeout: 60_000 },
  async () => {
    await openAndClose(1);
    await collectGarbage();
    const [threads, files] = [await settled("task", 0), count("fd")];
    for (let round = 0; round < 20; round += 1) await openAndClose(5);
    expect(await settled("task", threads + 2)).toBeLessThanOrEqual(threads + 2);
    for (let round = 0; round < 20; round += 1) await used();
    await collectGarbage();
    expect(await settled("task", threads + 2)).toBeLessThanOrEqual(threads + 2);
    expect(await settled("fd", files + 2)).toBeLessThanOrEqual(files + 2);
  },
);

it("64 queries of one session run side by side, each with its own answer", { timeout: 30_000 }, async () => {
  const session = openSession();
  const sql = "SELECT sum(value) AS sum, count(*) AS n FROM range(0, 200000) WHERE value % $1 = 0";
  const divisors = Array.from({ length: 64 }, (_, index) => index + 1);
  const answers = await Promise.all(divisors.map((divisor) => rowsOf(session, sql, { parameters: [divisor] })));
  expect(answers.flat()).toEqual(
    divisors.map((divisor) => {
      const n = BigInt(Math.ceil(200_000 / divisor));
      return { sum: (BigInt(divisor) * n * (n - 1n)) / 2n, n };
    }),
  );
});

it("many sessions query at the same time", { timeout: 30_000 }, async () => {
  const sessions = Array.from({ length: 8 }, () => openSession({ threads: 2 }));
  const rows = await Promise.all(
    sessions.flatMap((session, index) =>
      Array.from({ length: 5 }, () =>
        rowsOf(session, `SELECT max(value) AS most FROM range(0, ${1000 * (index + 1)})`),
      ),
    ),
  );
  expect(rows.flat().map((row) => row["most"])).toEqual(
    sessions.flatMap((_, index) => Array.from({ length: 5 }, () => BigInt(1000 * (index + 1) - 1))),
  );
});
