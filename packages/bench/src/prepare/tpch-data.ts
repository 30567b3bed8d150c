import { access, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Workplace } from "../workplace.js";
import { pythonProgram } from "./python-tools.js";
import { runCommand } from "./run-command.js";

const tableNames = ["region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem"] as const;

/** Path of the Parquet file of each TPC-H table, by name. */
export type TpchTables = Readonly<Record<(typeof tableNames)[number], string>>;

/**
 * TPC-H, at scale factor 1 where nothing else is said, one Parquet file a table, Snappy, generated on first use. Row groups of 32 MB uncompressed
 * (about 430,000 rows of lineitem) lie between the 122,880 rows of DuckDB's writer and the 1,048,576 of DataFusion's.
 */
export async function tpchTables(workplace: Workplace, scaleFactor = 1): Promise<TpchTables> {
  const folder = join(workplace.cache, `tpch-sf${scaleFactor}-32mb`);
  const ready = await access(folder).then(
    () => true,
    () => false,
  );
  if (!ready) {
    workplace.progress(`Generating TPC-H at scale factor ${scaleFactor} …`);
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    const generator = await pythonProgram(workplace, "tpchgen-cli");
    const choice = [`--scale-factor=${scaleFactor}`, "--row-group-bytes=32MB", "--compression=SNAPPY", "--quiet"];
    await runCommand(generator, ["parquet", ...choice, "--output-dir", unfinished]);
    await rename(unfinished, folder);
  }
  return Object.fromEntries(tableNames.map((name) => [name, join(folder, `${name}.parquet`)])) as TpchTables;
}
