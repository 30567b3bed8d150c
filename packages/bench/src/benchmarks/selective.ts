import { describeDifference } from "../answers/compare-answers.js";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport, Figure } from "../benchmark.js";
import type { AnswerResult, RepeatResult, TimedResult } from "../peers/operations.js";
import { alternated } from "../peers/running-peers.js";
import type { FilesResult, RepeatOverParameters } from "../selective/delta-operations.js";
import { predicates } from "../selective/predicates.js";
import { rowsPerFile, selectiveTable } from "../selective/selective-table.js";
import {
  type DeltaPeerName,
  type DeltaPeers,
  deltaPeerNames,
  startDeltaPeers,
} from "../selective/start-delta-peers.js";
import { median } from "../statistics.js";
import type { Workplace } from "../workplace.js";

/** The aim for a query with the snapshot held, in milliseconds, by the files of the table. */
const aims: Readonly<Record<number, number>> = { 1000: 1.5, 10000: 2, 100000: 5 };
const iterations = 50;
type Row = (string | number | null)[];

/** Queries that need one file or a few out of many. */
export const selective: Benchmark = {
  name: "selective",
  title: "Selective queries on Delta tables of many small files",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const [warm, coldRows, pruned]: [Row[], Row[], Row[]] = [[], [], []];
    let versions: readonly string[] = [];
    const figures: Figure[] = [];
    const sizes = sizesOf(process.env["CAUSEWAY_BENCH_FILES"]);
    for (const [at, files] of sizes.entries()) {
      const parameters = { tables: { t: await selectiveTable(workplace, files) }, threads: workplace.threads };
      await using peers = await startDeltaPeers(workplace, parameters);
      versions = peers.versions;
      for (const query of queriesOf(files)) {
        const times = await timeWarm(workplace, peers, query);
        warm.push([label(files), query.title, ...deltaPeerNames.flatMap((name) => percentiles(times.get(name) ?? []))]);
        const ours = median(times.get("causeway") ?? []);
        const aim = aims[files];
        figures.push({
          name: `${query.title}, ${label(files)} files, p50`,
          value: ours,
          unit: "ms",
          ...(aim === undefined ? {} : { atMost: aim }),
        });
        workplace.progress(`  ${label(files)} files, ${query.title}: ${ours.toFixed(2)} ms`);
      }
      coldRows.push([label(files), ...(await timeCold(workplace, peers, parameters, files))]);
      if (at === 0) pruned.push(...(await countFiles(peers)));
    }
    const more = pruned.filter(([, , ...counts]) => isBeaten(counts as (number | null)[])).length;
    figures.push({ name: "conditions of 30 for which a peer reads fewer files", value: more, unit: "", atMost: 0 });
    return {
      figures,
      tables: [
        {
          title: `Milliseconds with the snapshot held, ${workplace.rounds} rounds of ${iterations} runs`,
          columns: ["files", "query", ...deltaPeerNames.flatMap((name) => [`${name} p50`, `${name} p95`])],
          rows: warm,
        },
        {
          title: `Milliseconds from nothing held to the first rows, median of ${workplace.rounds}`,
          columns: ["files", ...deltaPeerNames],
          rows: coldRows,
        },
        {
          title: `Files read, of ${label(sizes[0] ?? 0)}`,
          columns: ["kind", "condition", ...deltaPeerNames],
          rows: pruned,
        },
      ],
      notes: [
        `${versions.join("; ")}. DuckDB has the table attached with PIN_SNAPSHOT, deltalake a DeltaTable in its QueryBuilder.`,
        "The ids asked for change from run to run, and the answers of the engines are compared first. Ours takes them as a parameter.",
        "Files read: of the chosen rows with all columns; a dash where an engine's plan does not tell.",
        "From nothing held: the process runs and has imported its engine; the table is opened, and asked for one id.",
      ],
    };
  },
};

interface SelectiveQuery extends Omit<RepeatOverParameters, "values"> {
  readonly title: string;
  /** The values of one round. */
  readonly values: (round: number) => readonly number[];
}

function queriesOf(files: number): readonly SelectiveQuery[] {
  const ids = (round: number) =>
    Array.from({ length: iterations }, (_, run) => ((round * iterations + run) * 7_919) % ((files - 3) * rowsPerFile));
  return [
    { title: "point", sql: "SELECT * FROM t WHERE id = {}", values: ids, rows: 1 },
    { title: "range", sql: "SELECT * FROM t WHERE id >= {} AND id < {} + 250", values: ids, rows: 250 },
  ];
}

async function timeWarm(
  workplace: Workplace,
  peers: DeltaPeers,
  query: SelectiveQuery,
): Promise<ReadonlyMap<DeltaPeerName, number[]>> {
  const sql = `${query.sql.replaceAll("{}", "77")} ORDER BY id`;
  const [first, ...others] = await Promise.all(
    deltaPeerNames.map((name) => peers.worker(name).call<AnswerResult>("answer", { sql: withoutZones(sql) })),
  );
  for (const other of others) {
    const difference = describeDifference(first as AnswerResult, other);
    if (difference !== undefined) throw new BenchError("answers-differ", `${query.title}: ${difference}`);
  }
  const times = new Map(deltaPeerNames.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= workplace.rounds; round += 1) {
    for (const name of alternated(deltaPeerNames, round)) {
      const { sql, rows } = query;
      const result = await peers
        .worker(name)
        .call<RepeatResult>("repeatOver", { sql, rows, values: query.values(round) });
      if (round > 0) times.get(name)?.push(...result.timesMs);
    }
  }
  return times;
}

/** No comparison is written for times with a zone. */
function withoutZones(sql: string): string {
  return sql.replace("SELECT *", "SELECT id, day, name, amount");
}

async function timeCold(
  workplace: Workplace,
  peers: DeltaPeers,
  parameters: object,
  files: number,
): Promise<readonly number[]> {
  const times = new Map(deltaPeerNames.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= workplace.rounds; round += 1) {
    for (const name of alternated(deltaPeerNames, round)) {
      const sql = `SELECT * FROM t WHERE id = ${(files - 2) * rowsPerFile}`;
      const { elapsedMs, rows } = await peers.worker(name).call<TimedResult>("cold", { ...parameters, sql });
      if (rows !== 1) throw new BenchError("answers-differ", `${name} gave ${rows} rows`);
      if (round > 0) times.get(name)?.push(elapsedMs);
    }
  }
  return deltaPeerNames.map((name) => median(times.get(name) ?? []));
}

async function countFiles(peers: DeltaPeers): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { kind, condition } of predicates) {
    const sql = `SELECT count(*) AS n FROM t WHERE ${condition}`;
    const counts: (number | null)[] = [];
    const answers: AnswerResult[] = [];
    for (const name of deltaPeerNames) {
      answers.push(await peers.worker(name).call<AnswerResult>("answer", { sql }));
      const difference = describeDifference(answers[0] as AnswerResult, answers.at(-1) as AnswerResult);
      if (difference !== undefined) throw new BenchError("answers-differ", `${name}, ${condition}: ${difference}`);
      const read = `SELECT * FROM t WHERE ${condition}`;
      counts.push((await peers.worker(name).call<FilesResult>("files", { sql: read })).files);
    }
    rows.push([kind, condition, ...counts]);
  }
  return rows;
}

function isBeaten([ours, ...others]: readonly (number | null)[]): boolean {
  return others.some((files) => files !== null && files < (ours ?? Number.POSITIVE_INFINITY));
}

function percentiles(times: readonly number[]): [number, number] {
  const sorted = [...times].sort((left, right) => left - right);
  return [median(sorted), sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN];
}

function label(files: number): string {
  return files.toLocaleString("en-US");
}

/** `CAUSEWAY_BENCH_FILES`, or all three sizes. */
function sizesOf(text: string | undefined): readonly number[] {
  const sizes = (text ?? "1000,10000,100000").split(",").map(Number);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1_000)) {
    throw new RangeError(`CAUSEWAY_BENCH_FILES takes numbers of at least 1000, found "${text}"`);
  }
  return sizes;
}
