import { and, compare, dateValue, type FileIndex, pruneFiles } from "@causeway/delta-pruning";

const index: FileIndex = {
  paths: ["day=2026-03-01/a.parquet", "day=2026-03-01/b.parquet", "day=2026-03-02/c.parquet"],
  sizes: [1_000, 2_000, 3_000],
  partitions: { day: { type: "date", values: [20513, 20513, 20514] } },
  statistics: { delay: { type: "integer", min: [-5, 0, 3], max: [40, 95, 80] } },
};
const { files, report } = pruneFiles(
  index,
  and(compare("day", "=", dateValue("2026-03-01")), compare("delay", ">", 60)),
);
console.log(files, report.skipped[0]?.reason); // [ 'day=2026-03-01/b.parquet' ] delay has min -5, max 40
