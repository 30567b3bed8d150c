import { capabilities, EngineSession } from "@causeway/ext-native";
import type { WriteResult } from "../delta-write/write-result.js";
import { timed } from "../peers/timed.js";

/** Merges the Parquet file of the first argument into the Delta table of the second, on as many threads as the third says; the rows never leave the engine. */
const [changes = "", target = "", threads = "1"] = process.argv.slice(2);
const session = EngineSession.open({ threads: Number(threads), targetPartitions: Number(threads) });
await session.registerTable("changes", { parquet: changes });
const plan = await session.prepare("SELECT * FROM changes");
const idleBytes = process.memoryUsage.rss();
const { elapsedMs } = await timed(() =>
  session.delta(target).merge(plan, {
    on: "target.l_orderkey = source.l_orderkey AND target.l_linenumber = source.l_linenumber",
    whenMatched: [{ update: "*" }],
    whenNotMatched: [{ insert: "*" }],
  }),
);
const { engine, deltalake } = capabilities();
const result: WriteResult = {
  version: `causeway ${engine} with delta-rs ${deltalake}`,
  elapsedMs,
  idleBytes,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(result));
await session.close();
