import { randomUUID } from "node:crypto";
import {
  type AddAction,
  and,
  compare,
  dateValue,
  type FileIndex,
  fileIndexFromAddActions,
  like,
  type Predicate,
  pruneFiles,
  type TableMetadata,
} from "@causeway/delta-pruning";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import { best, median } from "../statistics.js";
import type { Workplace } from "../workplace.js";

const files = 1_000_000;
const days = 365;
const firstDay = 20_454; // 2026-01-01
const rowsPerFile = 1_000;

const field = (name: string, type: string) => ({ name, type, nullable: true, metadata: {} });
const metadata: TableMetadata = {
  schemaString: { type: "struct", fields: [field("day", "date"), field("id", "long"), field("name", "string")] },
  partitionColumns: ["day"],
};

/** A query, and how many files it must leave. */
interface PruningCase {
  readonly title: string;
  readonly predicate: Predicate;
  readonly kept: number;
}

const cases: readonly PruningCase[] = [
  {
    title: "three conditions that leave one file",
    predicate: and(
      compare("day", ">=", dateValue(firstDay)),
      compare("id", ">=", 500_000_500),
      compare("id", "<=", 500_000_600),
    ),
    kept: 1,
  },
  {
    title: "three conditions that leave half of the files",
    predicate: and(compare("day", ">=", dateValue(firstDay)), compare("id", ">=", 500_000_000), like("name", "n%")),
    kept: files / 2,
  },
];

/** Choosing among a million files: time, and memory of the index. */
export const pruning: Benchmark = {
  name: "pruning",
  title: "Pruning a million files",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const loads: number[] = [];
    let index: FileIndex | undefined;
    for (let round = 0; round < 2; round += 1) {
      const adds = makeAdds();
      const startMs = performance.now();
      index = fileIndexFromAddActions(adds, metadata, { columns: ["day", "id", "name"] });
      loads.push(performance.now() - startMs);
    }
    if (index === undefined) throw new BenchError("answers-differ", "no index was made");
    const twoColumns = fileIndexFromAddActions(makeAdds(), metadata, { columns: ["day", "id"] });
    workplace.progress(`  ${index.fileCount} files, ${(index.byteLength / files).toFixed(1)} bytes a file`);
    const rows = cases.map((one) => timeCase(index as FileIndex, one, workplace.rounds));
    return {
      figures: [
        { name: "three conditions, one file left", value: Number(rows[0]?.[2]), unit: "ms", atMost: 25 },
        { name: "three conditions, half of the files left", value: Number(rows[1]?.[2]), unit: "ms" },
        { name: "index of two columns, a file", value: twoColumns.byteLength / files, unit: "bytes", atMost: 100 },
        { name: "files a second into an index", value: files / (best(loads) / 1000), unit: "files/s" },
      ],
      tables: [{ title: "Milliseconds", columns: ["query", "files left", "best", "median"], rows }],
      notes: [
        `${files.toLocaleString("en-US")} files in ${days} partitions, paths with a UUID, statistics of an integer and a text column.`,
        "The number of files left is checked for each query. The index is made from add actions as objects, their statistics as JSON text.",
        "The paths of the files left are put together when they are asked for, which is not in these times.",
        "Bytes a file hold the path, the size, the time, the rows, the partition and the statistics.",
      ],
    };
  },
};

function makeAdds(): AddAction[] {
  return Array.from({ length: files }, (_, file) => {
    const day = new Date((firstDay + (file % days)) * 86_400_000).toISOString().slice(0, 10);
    const first = file * rowsPerFile;
    const bound = (id: number) => ({ id, name: `n${String(id).padStart(12, "0")}` });
    return {
      path: `day=${day}/part-${String(file % 16).padStart(5, "0")}-${randomUUID()}-c000.snappy.parquet`,
      size: 100_000,
      modificationTime: 1_767_225_600_000 + file,
      partitionValues: { day },
      stats: JSON.stringify({
        numRecords: rowsPerFile,
        minValues: bound(first),
        maxValues: bound(first + rowsPerFile - 1),
        nullCount: { id: 0, name: 0 },
      }),
    };
  });
}

function timeCase(index: FileIndex, { title, predicate, kept }: PruningCase, rounds: number): (string | number)[] {
  const times: number[] = [];
  for (let run = 0; run < 10 * rounds; run += 1) {
    const startMs = performance.now();
    const { report } = pruneFiles(index, predicate);
    times.push(performance.now() - startMs);
    if (report.filesKept !== kept) throw new BenchError("answers-differ", `${title}: ${report.filesKept} files`);
  }
  return [title, kept, best(times), median(times)];
}
