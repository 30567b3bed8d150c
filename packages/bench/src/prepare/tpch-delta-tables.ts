import { access, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { EngineSession } from "@causeway/ext-native";
import type { Workplace } from "../workplace.js";
import { type TpchTables, tpchTables } from "./tpch-data.js";

/** The same rows as Delta tables: our writer's files, in the order of the Parquet files. Written on first use. */
export async function tpchDeltaTables(workplace: Workplace): Promise<TpchTables> {
  const parquet = await tpchTables(workplace, workplace.tpchScale);
  const folder = join(workplace.cache, `tpch-sf${workplace.tpchScale}-delta`);
  const tables = Object.fromEntries(Object.keys(parquet).map((name) => [name, join(folder, name)])) as TpchTables;
  const isReady = await access(folder).then(
    () => true,
    () => false,
  );
  if (isReady) return tables;
  workplace.progress("Writing TPC-H as Delta tables …");
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await using session = EngineSession.open({ threads: workplace.threads, targetPartitions: workplace.threads });
  for (const [name, path] of Object.entries(parquet)) {
    await session.registerTable(name, { parquet: path });
    const plan = await session.prepare(`SELECT * FROM ${name}`);
    await session.delta(join(unfinished, name)).write(plan, { mode: "create" });
  }
  await rename(unfinished, folder);
  return tables;
}
