import { tableFromArrays } from "apache-arrow";
import { openSession, runIncremental } from "../../src/index.js";

// Appends a step to the source and applies it to the target, until it is killed or has come to the last step. A step of the source
// that is there already is not appended again.
const [source, target, last] = process.argv.slice(2) as [string, string, string];
const session = await openSession({ preflight: "off" });
const table = session.delta(source);
for (let step = (await table.transactionVersion("source")) ?? 0; step <= Number(last); step += 1) {
  const rows = tableFromArrays({
    step: Int32Array.from({ length: 2_000 }, () => step),
    n: Int32Array.from({ length: 2_000 }, (_, index) => index),
  });
  await table.write(rows, { mode: "append", transaction: { appId: "source", version: step } });
  await runIncremental({
    appId: "copy",
    source: { delta: source },
    target: { delta: target },
    transform: "SELECT step, n, n % 2 AS part, _commit_version AS version FROM changes",
    session: { preflight: "off" },
  });
}
await session.close();
