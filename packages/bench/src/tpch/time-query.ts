import type { TimedResult } from "../peers/operations.js";
import { alternated, type RunningPeers } from "../peers/running-peers.js";
import type { PeerName } from "../peers/start-peer.js";
import type { TpchQuery } from "../prepare/tpch-queries.js";
import { best } from "../statistics.js";
import type { Workplace } from "../workplace.js";
import type { AnswerCheck } from "./check-answers.js";

/** What a query took in each engine that answers it rightly. */
export interface QueryTimes {
  readonly name: string;
  /** Best of the rounds, in milliseconds. */
  readonly bestMs: ReadonlyMap<PeerName, number>;
  readonly cannot: ReadonlyMap<PeerName, string>;
}

/** Times a query in all engines in turn, round by round; the check before has warmed them. */
export async function timeQuery(
  workplace: Workplace,
  peers: RunningPeers,
  query: TpchQuery,
  check: AnswerCheck,
): Promise<QueryTimes> {
  const times = new Map<PeerName, number[]>(check.right.map((name) => [name, []]));
  for (let round = 0; round < workplace.rounds; round += 1) {
    for (const name of alternated(check.right, round)) {
      if (round > 0 && check.slow.has(name)) continue;
      const { elapsedMs } = await peers.worker(name).call<TimedResult>("run", { sql: query.sql });
      times.get(name)?.push(elapsedMs);
    }
  }
  const bestMs = new Map([...times].map(([name, elapsed]) => [name, best(elapsed)] as const));
  return { name: query.name, bestMs, cannot: check.cannot };
}
