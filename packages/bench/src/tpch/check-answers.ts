import { describeDifference } from "../answers/compare-answers.js";
import { BenchError } from "../bench-error.js";
import type { AnswerResult } from "../peers/operations.js";
import type { RunningPeers } from "../peers/running-peers.js";
import type { PeerName } from "../peers/start-peer.js";
import type { TpchQuery } from "../prepare/tpch-queries.js";

/** A check that takes a peer longer than this many milliseconds is not timed three times over. */
const slowMs = 5_000;

/** Who gave DuckDB's rows. */
export interface AnswerCheck {
  /** Engines whose rows are right, in the order of the tables. */
  readonly right: readonly PeerName[];
  /** Engines that need so long that one timed run must do. */
  readonly slow: ReadonlySet<PeerName>;
  /** Why an engine is not timed. */
  readonly cannot: ReadonlyMap<PeerName, string>;
}

/**
 * Runs a query in every engine and compares the rows with DuckDB's. Polars may fail or differ, since its SQL covers a
 * part only: that is stated. Of any other engine it is an error.
 */
export async function checkAnswers(peers: RunningPeers, query: TpchQuery): Promise<AnswerCheck> {
  const expected = await peers.worker("duckdb").call<AnswerResult>("answer", { sql: query.sql });
  const right: PeerName[] = [];
  const slow = new Set<PeerName>();
  const cannot = new Map<PeerName, string>();
  for (const name of peers.names) {
    const start = performance.now();
    const reason = name === "duckdb" ? undefined : await findFault(peers, name, query, expected);
    if (performance.now() - start > slowMs) slow.add(name);
    if (reason === undefined) right.push(name);
    else if (name === "polars") cannot.set(name, reason);
    else throw new BenchError("answers-differ", `${query.name} in ${name}: ${reason}`);
  }
  return { right, slow, cannot };
}

async function findFault(
  peers: RunningPeers,
  name: PeerName,
  query: TpchQuery,
  expected: AnswerResult,
): Promise<string | undefined> {
  try {
    const actual = await peers.worker(name).call<AnswerResult>("answer", { sql: query.sql });
    return describeDifference(expected, actual);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
