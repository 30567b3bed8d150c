import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EngineSession } from "../src/index.js";
import { aggregatesAndWindowsNet } from "./select-net/aggregates-and-windows.js";
import { functionsNet } from "./select-net/functions.js";
import { operatorsNet } from "./select-net/operators.js";
import { relationsNet } from "./select-net/relations.js";
import { netTables } from "./select-net/tables.js";
import { byBothLanes } from "./support/both-lanes.js";
import { openSession, rowsOf } from "./support/sessions.js";

async function openNet(): Promise<EngineSession> {
  const session = openSession({ targetPartitions: 1, allow: ["ddl", "set"] });
  for (const sql of netTables) await rowsOf(session, sql);
  return session;
}

/** SELECTs that the engine plans; the others are no queries, and not compared. */
async function counted(session: EngineSession, queries: readonly string[]) {
  const count = { planned: 0, bySubstrait: 0, refused: [] as string[] };
  for (const sql of queries) {
    if (!(await isPlanned(session, sql))) continue;
    count.planned += 1;
    const outcome = await byBothLanes(session, sql);
    if (outcome.lane === "sql") {
      count.refused.push(`${outcome.refusal.class}: ${sql.slice(0, 200)}`);
      continue;
    }
    count.bySubstrait += 1;
    expect(outcome.substrait, sql.slice(0, 400)).toBe(outcome.sql);
  }
  return count;
}

function isPlanned(session: EngineSession, sql: string): Promise<boolean> {
  return session.prepare(sql).then(
    () => true,
    () => false,
  );
}

// How many go by Substrait may only grow. What is left: LATERAL that no lane runs, a comparison with ALL whose SQL DataFusion plans wrongly, and what is no query.
test.each([
  ["operators", operatorsNet(), 440, 1],
  ["functions", functionsNet(), 500, 0.99],
  ["aggregates and windows", aggregatesAndWindowsNet(), 700, 1],
  ["relations", relationsNet(), 250, 0.975],
] as const)(
  "%s: no row differs, and nearly all go by Substrait",
  { timeout: 120_000 },
  async (_, queries, atLeast, share) => {
    const { planned, bySubstrait, refused } = await counted(await openNet(), queries);
    expect(planned).toBeGreaterThanOrEqual(atLeast);
    expect(bySubstrait / planned, refused.join("\n")).toBeGreaterThanOrEqual(share);
  },
);

interface CarriedWrongly {
  readonly class: string;
  readonly setup: readonly string[];
  readonly sql: string;
}

const carriedWrongly = readFileSync(
  join(import.meta.dirname, "../crates/engine/tests/data/carried-wrongly.jsonl"),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as CarriedWrongly);

test("what DataFusion's own Substrait carries wrongly has the right rows here", { timeout: 60_000 }, async () => {
  for (const { setup, sql } of carriedWrongly) {
    const session = openSession({ targetPartitions: 1, allow: ["ddl", "set"] });
    for (const statement of setup) await rowsOf(session, statement);
    const outcome = await byBothLanes(session, sql);
    expect(outcome, sql).toMatchObject({ lane: "both" });
    if (outcome.lane === "both") expect(outcome.substrait, sql).toBe(outcome.sql);
  }
});
