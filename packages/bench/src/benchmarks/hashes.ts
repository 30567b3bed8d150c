import { createHash } from "node:crypto";
import { EngineSession, readRows } from "@causeway/ext-native";
import { Table, Utf8, vectorFromArray } from "apache-arrow";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import type { Workplace } from "../workplace.js";

const rows = 1_000_000;
const bytesEach = 64;
const megabytes = (rows * bytesEach) / 1e6;
const hashes = ["stable_hash64", "stable_hash128", "md5", "sha256"] as const;

/** The hashes of rules beside DataFusion's, over texts of 64 bytes, on one thread. */
export const hashing: Benchmark = {
  name: "hashes",
  title: "Hashes of texts of 64 bytes",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    await using session = EngineSession.open({ threads: 1, targetPartitions: 1 });
    await checkAnswers(session);
    const texts = Array.from({ length: rows }, (_, row) => String(row).padStart(bytesEach, "t"));
    await session.registerTable("texts", { arrow: new Table({ text: vectorFromArray(texts, new Utf8()) }) });
    const best = new Map<string, number>();
    for (let round = 0; round <= workplace.rounds; round += 1) {
      const scanMs = await executeMs(session, "SELECT count(text) FROM texts");
      for (const hash of hashes) {
        const ms = (await executeMs(session, `SELECT count(${hash}(text)) FROM texts`)) - scanMs;
        if (round > 0) best.set(hash, Math.min(best.get(hash) ?? Number.POSITIVE_INFINITY, ms));
      }
    }
    const rate = (hash: string): number => megabytes / ((best.get(hash) ?? Number.NaN) / 1e3);
    const ours = hashes.slice(0, 2);
    return {
      figures: ours.map((hash) => ({ name: `${hash}, for 200 MB`, value: 200 / rate(hash), unit: "s", atMost: 1 })),
      tables: [
        {
          title: `${rows.toLocaleString("en")} texts, one thread, best of ${workplace.rounds}`,
          columns: ["function", "MB/s"],
          rows: hashes.map((hash) => [hash, rate(hash)]),
        },
      ],
      notes: ["The time to count the texts without a hash is taken off."],
    };
  },
};

/** BLAKE3's own test vector for no input, and what Node makes of a text. */
async function checkAnswers(session: EngineSession): Promise<void> {
  const sql = "SELECT stable_hash128('') AS blake3, md5('abc') AS md5, encode(sha256('abc'), 'hex') AS sha256";
  const expected = {
    blake3: "af1349b9f5f9a1a6a0404dea36dcc949",
    md5: createHash("md5").update("abc").digest("hex"),
    sha256: createHash("sha256").update("abc").digest("hex"),
  };
  for await (const batch of await (await session.prepare(sql)).execute()) {
    const [row] = readRows(batch);
    if (JSON.stringify(row) !== JSON.stringify(expected)) throw new BenchError("answers-differ", JSON.stringify(row));
  }
}

async function executeMs(session: EngineSession, sql: string): Promise<number> {
  const stream = await (await session.prepare(sql)).execute();
  for await (const _ of stream);
  return stream.report.executeMs;
}
