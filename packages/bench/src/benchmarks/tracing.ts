import { openTelemetry } from "@causeway/obs/opentelemetry";
import { openSession, type Session, type SessionOptions } from "@causeway/runtime";
import { BasicTracerProvider, type ReadableSpan, type SpanProcessor } from "@opentelemetry/sdk-trace-base";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import { alternated } from "../peers/running-peers.js";
import { tpchTables } from "../prepare/tpch-data.js";
import { type TpchQuery, tpchQueries } from "../prepare/tpch-queries.js";
import { median } from "../statistics.js";
import type { Workplace } from "../workplace.js";

const ways = ["off", "info", "debug"] as const;
type Way = (typeof ways)[number];

/** Best times of one query in milliseconds. */
type BestTimes = Readonly<Record<Way, number>>;

/** The 22 queries without tracing, and with it down into the engine: sessions of one process, turn by turn, with OpenTelemetry's own SDK. */
export const tracing: Benchmark = {
  name: "tracing",
  title: "Tracing, TPC-H",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const scaleFactor = Number(process.env["CAUSEWAY_BENCH_SCALE"] ?? 1);
    const files = await tpchTables(workplace, scaleFactor);
    const tables = Object.fromEntries(Object.entries(files).map(([name, parquet]) => [name, { parquet }]));
    const spans = new CountedSpans();
    const telemetry = openTelemetry({ tracerProvider: new BasicTracerProvider({ spanProcessors: [spans] }) });
    const engine = { threads: workplace.threads, targetPartitions: workplace.threads };
    const optionsOf = (way: Way): SessionOptions =>
      way === "off" ? { tables, engine } : { tables, engine, tracing: { telemetry, level: way } };
    const sessions = new Map<Way, Session>();
    try {
      for (const way of ways) sessions.set(way, await openSession(optionsOf(way)));
      const queries = await tpchQueries(workplace);
      const best = new Map<string, BestTimes>();
      const totals: Record<Way, number>[] = Array.from({ length: workplace.rounds }, () => ({
        off: 0,
        info: 0,
        debug: 0,
      }));
      for (const query of queries) best.set(query.name, await timeQuery(workplace, sessions, query, totals));
      return report(workplace, scaleFactor, best, totals, spans.count);
    } finally {
      for (const session of sessions.values()) await session.close();
    }
  },
};

async function timeQuery(
  { rounds, progress }: Workplace,
  sessions: ReadonlyMap<Way, Session>,
  { name, sql }: TpchQuery,
  totals: readonly Record<Way, number>[],
): Promise<BestTimes> {
  const best: Record<Way, number> = {
    off: Number.POSITIVE_INFINITY,
    info: Number.POSITIVE_INFINITY,
    debug: Number.POSITIVE_INFINITY,
  };
  let rows: number | undefined;
  // The first round warms: it plans, and checks that all give as many rows.
  for (let round = -1; round < rounds; round += 1) {
    for (const way of alternated(ways, round + 1)) {
      const started = performance.now();
      const count = await (await required(sessions.get(way)).query(sql)).count();
      const elapsedMs = performance.now() - started;
      rows ??= count;
      if (rows !== count) throw new BenchError("answers-differ", `${name}: ${rows} rows and ${count}`);
      if (round < 0) continue;
      best[way] = Math.min(best[way], elapsedMs);
      required(totals[round])[way] += elapsedMs;
    }
  }
  progress(`  ${name}: ${ways.map((way) => `${way} ${best[way].toFixed(1)} ms`).join(", ")}`);
  return best;
}

function report(
  { rounds }: Workplace,
  scaleFactor: number,
  best: ReadonlyMap<string, BestTimes>,
  totals: readonly Record<Way, number>[],
  spans: number,
): BenchmarkReport {
  const sum = (way: Way): number => [...best.values()].reduce((total, times) => total + times[way], 0);
  const more = (way: Way): number => (sum(way) / sum("off") - 1) * 100;
  const pairs = (way: Way): number[] => totals.map((total) => (total[way] / total.off - 1) * 100);
  return {
    figures: [
      { name: "more time with level info, best of each query", value: more("info"), unit: "%", atMost: 3 },
      { name: "more time with level debug, best of each query", value: more("debug"), unit: "%", atMost: 3 },
      { name: "more time with level info, median of the rounds", value: median(pairs("info")), unit: "%" },
      { name: "more time with level debug, median of the rounds", value: median(pairs("debug")), unit: "%" },
    ],
    tables: [
      {
        title: `Milliseconds at scale factor ${scaleFactor}, best of ${rounds}`,
        columns: ["query", ...ways],
        rows: [...best].map(([name, times]) => [name, ...ways.map((way) => times[way])]),
      },
    ],
    notes: [`${spans} spans reached the SDK.`],
  };
}

/** Takes spans as an exporter would, and keeps none. */
class CountedSpans implements SpanProcessor {
  count = 0;

  onStart(): void {}

  onEnd(_span: ReadableSpan): void {
    this.count += 1;
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new RangeError("a session or a round is missing");
  return value;
}
