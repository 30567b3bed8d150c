import { capabilities, EngineSession } from "@causeway/ext-native";
import { timed } from "../peers/timed.js";
import type { WriteResult } from "./write-result.js";

/** Writes the Parquet file of the first argument as the Delta table of the second, on as many threads as the third says; the rows never leave the engine. */
const [lineitem = "", target = "", threads = "1"] = process.argv.slice(2);
const session = EngineSession.open({ threads: Number(threads), targetPartitions: Number(threads) });
await session.registerTable("lineitem", { parquet: lineitem });
const plan = await session.prepare("SELECT * FROM lineitem");
const idleBytes = process.memoryUsage.rss();
const { elapsedMs } = await timed(() => session.delta(target).write(plan, { mode: "create" }));
const { engine, deltalake } = capabilities();
const result: WriteResult = {
  version: `causeway ${engine} with delta-rs ${deltalake}`,
  elapsedMs,
  idleBytes,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(result));
await session.close();
