import { isDeepStrictEqual } from "node:util";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import type { LookUpParameters, LookUpResult, RepeatResult } from "../peers/operations.js";
import { alternated, type RunningPeers, startPeers } from "../peers/running-peers.js";
import { tpchTables } from "../prepare/tpch-data.js";
import { tpchQueries } from "../prepare/tpch-queries.js";
import { median, percentile } from "../statistics.js";
import type { Workplace } from "../workplace.js";

const names = ["causeway", "duckdb"] as const;
const shortQueries = ["q1", "q5", "q8", "q21"];
const iterations = 100;
const flights = [1, 16] as const;
const lookUps = 2_000;
const customers = 1_500;
const sql = "SELECT c_name FROM points WHERE c_custkey = $1";

/** Lookups a second by engine, for each number of queries in flight. */
type Rates = Readonly<Record<(typeof names)[number], readonly number[]>>;

/** Queries whose plans are known: what they cost beside their execution, and how many go by in a second. */
export const cached: Benchmark = {
  name: "cached",
  title: "Known queries",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const tables = await tpchTables(workplace, 0.01);
    await using peers = await startPeers(workplace, names, tables);
    const overheads = await measureOverheads(workplace, peers);
    const rates = await measureLookUps(workplace, peers);
    return report(peers, overheads, rates);
  },
};

async function measureOverheads(
  workplace: Workplace,
  peers: RunningPeers,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const queries = (await tpchQueries(workplace)).filter(({ name }) => shortQueries.includes(name));
  const found = new Map<string, readonly number[]>();
  for (const query of queries) {
    const results: number[] = [];
    for (let round = 0; round <= workplace.rounds; round += 1) {
      const { unreadyMs = [] } = await peers
        .worker("causeway")
        .call<RepeatResult>("repeat", { sql: query.sql, iterations });
      if (round > 0) results.push(...unreadyMs);
    }
    found.set(query.name, results);
  }
  return found;
}

async function measureLookUps(workplace: Workplace, peers: RunningPeers): Promise<readonly Rates[]> {
  const keys = Array.from({ length: lookUps }, (_, index) => 1 + ((index * 7919) % customers));
  const expected = keys.map((key) => `Customer#${String(key).padStart(9, "0")}`);
  for (const name of names) {
    const customer = { sql: "SELECT c_custkey, c_name, c_acctbal FROM customer", table: "points" };
    await peers.worker(name).call("hold", customer);
  }
  const rates = flights.map(() => ({ causeway: [] as number[], duckdb: [] as number[] }));
  for (let round = 0; round <= workplace.rounds; round += 1) {
    for (const [index, inFlight] of flights.entries()) {
      for (const name of alternated(names, round)) {
        const parameters: LookUpParameters = { sql, keys, inFlight };
        const { elapsedMs, found } = await peers.worker(name).call<LookUpResult>("lookUp", parameters);
        if (!isDeepStrictEqual(found, expected)) throw new BenchError("answers-differ", `${name} found other rows`);
        if (round > 0) rates[index]?.[name].push((lookUps / elapsedMs) * 1_000);
      }
    }
  }
  return rates;
}

function report(
  peers: RunningPeers,
  overheads: ReadonlyMap<string, readonly number[]>,
  rates: readonly Rates[],
): BenchmarkReport {
  const all = [...overheads.values()].flat();
  const shares = rates.map(({ causeway, duckdb }) => Math.max(...duckdb) / Math.max(...causeway));
  return {
    figures: [
      { name: "beside the execution of a ready plan, p50", value: percentile(all, 0.5), unit: "ms", atMost: 0.5 },
      { name: "beside the execution of a ready plan, p95", value: percentile(all, 0.95), unit: "ms", atMost: 1 },
      ...flights.map((inFlight, index) => ({
        name: `DuckDB's lookups for each of ours, ${inFlight} in flight`,
        value: shares[index] ?? Number.NaN,
        unit: "×",
        atMost: 1,
      })),
    ],
    tables: [
      {
        title: `Milliseconds beside the execution, ${iterations} runs a round, TPC-H at scale factor 0.01`,
        columns: ["query", "p50", "p95"],
        rows: [...overheads].map(([name, times]) => [name, median(times), percentile(times, 0.95)]),
      },
      {
        title: `Lookups a second, best of the rounds: \`${sql}\` over ${customers.toLocaleString("en-US")} rows in memory`,
        columns: ["in flight", ...names],
        rows: flights.map((inFlight, index) => [
          String(inFlight),
          ...names.map((name) => Math.max(...(rates[index]?.[name] ?? []))),
        ]),
      },
    ],
    notes: [
      `${peers.versions.join("; ")}.`,
      "Beside the execution is all from the text to the rows but what the engine measures as execution: the session, the optimiser, and the way to JavaScript.",
      "DuckDB's lookups are prepared statements, one on a connection of its own for each query in flight; ours are the text again and again, with a report of each.",
    ],
  };
}
