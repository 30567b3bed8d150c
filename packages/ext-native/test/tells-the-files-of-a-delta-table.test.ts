import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { expect, it } from "vitest";
import { caught, openSession } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const flights = (month: number, delays: number[]) =>
  tableFromArrays({
    month: Int32Array.from(delays, () => month),
    delay: Float64Array.from(delays),
    origin: delays.map((delay) => (delay > 5 ? null : `airport ${delay}`)),
  });

async function written() {
  const table = openSession().delta(join(temporaryFolder(), "flights"));
  await table.write(flights(1, [1, 9]), { mode: "create", partitionBy: ["month"] });
  await table.write(flights(2, [2, 3]), { mode: "append" });
  return table;
}

it("gives each active file with its partition and statistics, at each version", async () => {
  const table = await written();
  const files = await table.files();
  const rows = files.toArray().map((row) => row.toJSON());
  rows.sort((a, b) => a["partition.month"] - b["partition.month"]);
  expect(rows).toMatchObject([
    {
      path: expect.stringMatching(/^month=1\/.*\.parquet$/),
      num_records: 2n,
      "partition.month": 1,
      "min.delay": 1,
      "max.delay": 9,
      "null_count.origin": 1n,
      "min.origin": "airport 1",
    },
    { num_records: 2n, "partition.month": 2, "min.delay": 2, "max.delay": 3, "null_count.origin": 0n },
  ]);
  expect(rows[0]["size_bytes"]).toBeGreaterThan(0n);
  expect((await table.files({ version: 0 })).numRows).toBe(1);
});

it("gives the protocol and the metadata of the log as they are there", async () => {
  const table = await written();
  const [protocol, metadata] = ["protocol", "metaData"].map((action) =>
    readFileSync(join(table.uri, "_delta_log", `${"0".repeat(20)}.json`), "utf8")
      .split("\n")
      .filter((line) => line.startsWith(`{"${action}"`))
      .map((line) => JSON.parse(line)[action])
      .at(0),
  );
  expect(await table.describe()).toMatchObject({ protocol, metadata });
});

it("of a place without a table is not-a-delta-table", async () => {
  expect(await caught(openSession().delta(temporaryFolder()).files())).toMatchObject({ code: "not-a-delta-table" });
  expect(await caught((await written()).files({ version: 7 }))).toMatchObject({ code: "version-not-found" });
});
