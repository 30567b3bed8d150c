import { createRequire } from "node:module";
import { EngineSession } from "@causeway/ext-native";
import { type CacheUseEvent, memorySink } from "@causeway/obs";
import { openSession, type QueryOptions, RuntimeError, type SessionOptions } from "../../src/index.js";

/** One session, and the query that it is asked. */
export interface SessionJob {
  readonly options: SessionOptions;
  readonly sql: string;
  readonly query?: QueryOptions;
  /** Statements that run before it. */
  readonly before?: readonly string[];
  /** What the engine says of its version. */
  readonly engineVersion?: string;
}

/** What became of it. */
export interface SessionOutcome {
  readonly rows?: readonly unknown[];
  readonly errorCode?: string;
  readonly diagnosticCodes?: readonly string[];
  /** How the plan cache answered, as the event says. */
  readonly cache: CacheUseEvent | undefined;
  readonly verdict?: string | undefined;
  /** Threads of SQLGlot that this session started. */
  readonly workers: number;
  /** Texts that the engine planned for the query. */
  readonly planned: number;
}

let workers = 0;
process.on("worker", () => {
  workers += 1;
});
let planned = 0;
const { prepare } = EngineSession.prototype;
EngineSession.prototype.prepare = function (...parameters) {
  planned += 1;
  return prepare.apply(this, parameters);
};

const addon = createRequire(import.meta.url)("../../../ext-native/native/index.cjs") as { capabilities(): string };
const { capabilities } = addon;

async function outcomeOf({ options, sql, query, before = [], engineVersion }: SessionJob): Promise<SessionOutcome> {
  const diagnostics = memorySink();
  const { engine, ...others } = JSON.parse(capabilities());
  addon.capabilities = () => JSON.stringify({ ...others, engine: engineVersion ?? engine });
  workers = 0;
  const session = await openSession({ ...options, diagnostics });
  try {
    for (const statement of before) await (await session.query(statement)).rows();
    planned = 0;
    const answer = await ask(() => session.query(sql, query));
    const cache = diagnostics.events("cache-use").at(-1);
    const report = diagnostics.artifacts("run-report").at(-1);
    return { ...answer, cache, verdict: report?.preflight?.verdict, workers, planned };
  } finally {
    await session.close();
  }
}

async function ask(query: () => ReturnType<Awaited<ReturnType<typeof openSession>>["query"]>) {
  try {
    return { rows: await (await query()).rows({ mode: "json" }) };
  } catch (error) {
    if (!RuntimeError.isInstance(error)) throw error;
    return { errorCode: error.code, diagnosticCodes: error.diagnostics.map(({ code }) => code) };
  }
}

async function main(): Promise<void> {
  const jobs = JSON.parse(process.argv[2] ?? "[]") as readonly SessionJob[];
  const outcomes: SessionOutcome[] = [];
  for (const job of jobs) outcomes.push(await outcomeOf(job));
  console.log(JSON.stringify(outcomes));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
