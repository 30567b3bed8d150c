import type { BenchmarkReport } from "../benchmark.js";
import type { RunningPeers } from "../peers/running-peers.js";
import type { PeerName } from "../peers/start-peer.js";
import { total } from "../statistics.js";
import type { Workplace } from "../workplace.js";
import type { QueryTimes } from "./time-query.js";

/** Totals, ratios and the time of every query. */
export function tpchReport(workplace: Workplace, peers: RunningPeers, times: readonly QueryTimes[]): BenchmarkReport {
  const sum = (name: PeerName): number => total(times.map((query) => query.bestMs.get(name) ?? Number.NaN));
  const both = times.filter((query) => query.bestMs.has("polars"));
  const overBoth = (name: PeerName): number => total(both.map((query) => query.bestMs.get(name) ?? Number.NaN));
  return {
    figures: [
      { name: "all 22 queries", value: sum("causeway") / 1000, unit: "s" },
      { name: "beside datafusion in Python", value: sum("causeway") / sum("datafusion"), unit: "×", atMost: 0.95 },
      { name: "beside DuckDB", value: sum("causeway") / sum("duckdb"), unit: "×" },
      {
        name: `beside Polars, over the ${both.length} queries that it answers`,
        value: overBoth("causeway") / overBoth("polars"),
        unit: "×",
      },
    ],
    tables: [
      {
        title: `Milliseconds, best of ${workplace.rounds}, warm`,
        columns: ["query", ...peers.names, "÷ datafusion", "÷ duckdb"],
        rows: [...times.map((query) => queryRow(peers, query)), totalRow(peers, sum)],
      },
    ],
    notes: [
      `${peers.versions.join("; ")}; ${workplace.threads} threads and target partitions each.`,
      "Every engine's rows were compared with DuckDB's before any query was timed.",
      ...polarsNotes(times),
    ],
  };
}

function queryRow(peers: RunningPeers, query: QueryTimes): (string | number | null)[] {
  const ours = query.bestMs.get("causeway") ?? Number.NaN;
  const ratio = (name: PeerName): number => ours / (query.bestMs.get(name) ?? Number.NaN);
  const times = peers.names.map((name) => query.bestMs.get(name) ?? null);
  return [query.name, ...times, ratio("datafusion"), ratio("duckdb")];
}

function totalRow(peers: RunningPeers, sum: (name: PeerName) => number): (string | number | null)[] {
  const sums = peers.names.map((name) => (Number.isNaN(sum(name)) ? null : sum(name)));
  return ["total", ...sums, sum("causeway") / sum("datafusion"), sum("causeway") / sum("duckdb")];
}

function polarsNotes(times: readonly QueryTimes[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const query of times) {
    const reason = query.cannot.get("polars");
    if (reason === undefined) continue;
    const kind = reason.replace(/^peer-failed: polars: (Error: )?/, "").slice(0, 100);
    reasons.set(kind, [...(reasons.get(kind) ?? []), query.name]);
  }
  return [...reasons].map(([reason, names]) => `polars cannot do ${names.join(", ")}: ${reason}`);
}
