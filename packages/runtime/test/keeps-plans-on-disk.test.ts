import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openSession, type SessionOptions } from "../src/index.js";
import type { SessionJob, SessionOutcome } from "./programs/asks-in-sessions.js";
import { openTestSession } from "./support/open-test-session.js";
import { buildProgram, runProgram } from "./support/run-program.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const sql = "SELECT count(*) AS n FROM flights WHERE delay > $1";
const query = { parameters: [15] };
// Each asks in several processes, one after the other.
vi.setConfig({ testTimeout: 30_000 });

const known = { use: "hit", level: "persistent" };
const unknown = { use: "miss", reason: "absent" };

let program: string;
let tables: string;
let options: SessionOptions;
let directory: string;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "causeway-plans-"));
  program = await buildProgram("asks-in-sessions", folder);
  tables = join(folder, "tables");
  await using session = await openSession({ preflight: "off" });
  const delays = (values: number[]) => tableFromArrays({ delay: Int32Array.from(values) });
  await session.delta(join(tables, "flights")).write(delays([10, 20, 30]), { mode: "create" });
  await session.delta(join(tables, "flights")).write(delays([40]), { mode: "append" });
  await session.delta(join(tables, "same")).write(delays([50]), { mode: "create" });
  const wide = tableFromArrays({ delay: Float64Array.of(1, 20) });
  await session.delta(join(tables, "wide")).write(wide, { mode: "create" });
  await writeFile(join(tables, "delays.csv"), "delay\n1\n20\n");
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  directory = await mkdtemp(join(folder, "plans-"));
  options = { tables: { flights: { delta: join(tables, "flights"), version: 1 } }, planCache: { directory } };
});

/** Asks in one fresh process, in a session for each job. */
function askAnew(...jobs: Partial<SessionJob>[]): Promise<SessionOutcome[]> {
  return runProgram(
    program,
    jobs.map((job) => ({ options, sql, query, ...job })),
  );
}

const changed = (change: Partial<SessionOptions>): Partial<SessionJob> => ({ options: { ...options, ...change } });
const withTable = (flights: NonNullable<SessionOptions["tables"]>[string]) => changed({ tables: { flights } });

test("a fresh process runs a known query without starting Python and without parsing SQL", async () => {
  const [cold] = await askAnew({});
  expect(cold).toMatchObject({ rows: [{ n: 3 }], cache: unknown, verdict: "passed", workers: 1, planned: 1 });
  const [warm, again] = await askAnew({}, { query: { parameters: [25] } });
  expect(warm).toMatchObject({ rows: [{ n: 3 }], cache: known, verdict: "passed", workers: 0, planned: 0 });
  expect(again).toMatchObject({ rows: [{ n: 2 }], cache: known, workers: 0, planned: 0 });
  const [other] = await askAnew({ sql: "SELECT max(delay) AS n FROM flights", query: {} });
  expect(other).toMatchObject({ rows: [{ n: 40 }], cache: unknown, workers: 1 });
});

test("a query that was refused is refused in a fresh process without starting Python", async () => {
  const refusing = {
    options: {
      ...options,
      policy: { columns: { deny: { flights: ["delay"] } } },
      planCache: { directory, refusalTtlMs: 3_600_000 },
    },
  };
  const refusal = { errorCode: "preflight-refused", diagnosticCodes: ["column-not-allowed"], verdict: "refused" };
  expect(await askAnew(refusing)).toMatchObject([{ ...refusal, cache: { ...unknown, refused: true }, workers: 1 }]);
  expect(await askAnew(refusing)).toMatchObject([{ ...refusal, cache: { ...known, refused: true }, workers: 0 }]);
  const shortly = { options: { ...refusing.options, planCache: { directory, refusalTtlMs: 0 } } };
  expect(await askAnew(shortly)).toMatchObject([{ ...refusal, cache: { use: "miss", reason: "refusal-expired" } }]);
});

test("what changed is not known, whichever it is", async () => {
  // Without Python it is quicker, and the keys are made in the same way.
  const base: Partial<SessionJob> = { query: { ...query, preflight: "off" } };
  await askAnew(base);
  const writing: SessionOptions = {
    policy: { statements: ["query", "ddl", "set"] },
    engine: { allow: ["ddl", "set"] },
  };
  const changes: Record<string, Partial<SessionJob>> = {
    text: { sql: `${sql} AND true` },
    version: withTable({ delta: join(tables, "flights"), version: 0 }),
    "version policy": withTable({ delta: join(tables, "flights") }),
    "another table of the name": withTable({ delta: join(tables, "same"), version: 0 }),
    schema: withTable({ delta: join(tables, "wide"), version: 0 }),
    "kind of table": withTable({ csv: join(tables, "delays.csv") }),
    "another table beside it": changed({
      tables: { ...options.tables, other: { csv: join(tables, "delays.csv") } },
    }),
    policy: changed({ policy: { maxJoins: 7 } }),
    setting: changed({ engine: { settings: { "datafusion.optimizer.max_passes": 2 } } }),
    "option of the engine": changed({ engine: { batchRows: 1_000 } }),
    permission: changed({ engine: { allow: ["copy"] } }),
    "preflight mode": { query: { ...query, preflight: "warn" } },
    "preflight mode of the session": { ...changed({ preflight: "enforce" }), query },
    lane: { query: { ...base.query, lane: "sql" } },
    "setting by SQL": {
      ...changed(writing),
      before: ["SET datafusion.execution.batch_size = 100"],
    },
    "view by SQL": {
      ...changed(writing),
      before: ["CREATE VIEW few AS SELECT 1 AS one"],
    },
  };
  const outcomes = await askAnew(...Object.values(changes).map((change) => ({ ...base, ...change })));
  const uses = Object.fromEntries(Object.keys(changes).map((name, index) => [name, outcomes[index]?.cache]));
  expect(uses).toMatchObject(Object.fromEntries(Object.keys(changes).map((name) => [name, unknown])));
  // A process asks its engine once what it is.
  expect(await askAnew({ ...base, engineVersion: "0.0.1-other" })).toMatchObject([{ cache: unknown }]);
  expect(await askAnew(base)).toMatchObject([{ cache: known, rows: [{ n: 3 }] }]);
});

test("a newer version of a table that is held at the newest is the same query, with its rows", async () => {
  const path = join(await temporaryFolder(), "growing");
  const session = await openTestSession();
  const growing = withTable({ delta: path });
  const delays = tableFromArrays({ delay: Int32Array.of(20) });
  await session.delta(path).write(delays, { mode: "create" });
  expect(await askAnew(growing)).toMatchObject([{ cache: unknown, rows: [{ n: 1 }] }]);
  await session.delta(path).write(delays, { mode: "append" });
  expect(await askAnew(growing)).toMatchObject([{ cache: known, rows: [{ n: 2 }], workers: 0 }]);
});

test("processes share a folder at the same time", async () => {
  const all = await Promise.all([askAnew({}), askAnew({}), askAnew({})]);
  for (const [outcome] of all) expect(outcome).toMatchObject({ rows: [{ n: 3 }] });
  expect(await askAnew({})).toMatchObject([{ cache: known }]);
});

test("a damaged entry is made anew", async () => {
  await askAnew({});
  const content = join(directory, "causeway-plan-cache", "content-v2");
  const files = await readdir(content, { recursive: true, withFileTypes: true });
  const [file] = files.filter((entry) => entry.isFile());
  const path = join(file?.parentPath ?? "", file?.name ?? "");
  const bytes = await readFile(path);
  bytes.set([bytes.at(-1) === 0 ? 1 : 0], bytes.length - 1);
  await writeFile(path, bytes);
  expect(await askAnew({})).toMatchObject([
    { cache: { use: "miss", reason: "damaged" }, rows: [{ n: 3 }], workers: 1 },
  ]);
  expect(await askAnew({})).toMatchObject([{ cache: known }]);
});
