import { and, compare, dateValue, fileIndexFromAddActions, pruneFiles } from "@causeway/delta-pruning";

const field = (name: string, type: string) => ({ name, type, nullable: true, metadata: {} });
const schemaString = { type: "struct", fields: [field("day", "date"), field("delay", "long")] };
const add = (day: string, name: string, min: number, max: number) => ({
  path: `day=${day}/${name}.parquet`,
  size: 1_000,
  partitionValues: { day },
  stats: JSON.stringify({
    numRecords: 9,
    minValues: { delay: min },
    maxValues: { delay: max },
    nullCount: { delay: 0 },
  }),
});
const adds = [add("2026-03-01", "a", -5, 40), add("2026-03-01", "b", 0, 95), add("2026-03-02", "c", 3, 80)];

const index = fileIndexFromAddActions(adds, { schemaString, partitionColumns: ["day"] });
const predicate = and(compare("day", "=", dateValue("2026-03-01")), compare("delay", ">", 60));
const { files, report } = pruneFiles(index, predicate);
console.log(files, report.skipped[0]?.reason); // [ 'day=2026-03-01/b.parquet' ] delay has min -5, max 40, 0 nulls in 9 rows
