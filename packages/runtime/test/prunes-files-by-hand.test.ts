import { join } from "node:path";
import { and, compare, fileIndexFromArrow, pruneFiles } from "@causeway/delta-pruning";
import { tableFromArrays } from "apache-arrow";
import { expect, test } from "vitest";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** Rows of one month, with delays from `from` on. */
const flights = (month: number, from: number) =>
  tableFromArrays({
    month: Int32Array.from({ length: 100 }, () => month),
    delay: Int32Array.from({ length: 100 }, (_, index) => from + index),
    origin: Array.from({ length: 100 }, (_, index) => `airport ${index}`),
  });

test("the files that the engine lists are pruned with reasons, and no row is lost", async () => {
  const session = await openTestSession();
  const table = session.delta(join(await temporaryFolder(), "flights"));
  await table.write(flights(1, 0), { mode: "create", partitionBy: ["month"] });
  for (const [month, from] of [
    [1, 1000],
    [2, 0],
    [2, 1000],
  ] as const) {
    await table.write(flights(month, from), { mode: "append" });
  }
  const { metadata } = await table.describe();
  const index = fileIndexFromArrow(await table.files(), metadata);
  const { files, report } = pruneFiles(index, and(compare("month", "=", 2), compare("delay", ">", 500)));
  expect(files).toEqual([expect.stringMatching(/^month=2\//)]);
  expect(report.skipped.map(({ reason }) => reason).sort()).toEqual([
    expect.stringMatching(/delay.*0.*99/),
    expect.stringContaining("month"),
    expect.stringContaining("month"),
  ]);
  await session.tables.register("all", { delta: table.uri });
  await session.tables.register("pruned", { parquet: files.map((file) => `${table.uri}/${file}`) });
  const delays = async (sql: string) => (await session.query(sql)).rows();
  expect(await delays("SELECT delay FROM pruned WHERE delay > 500 ORDER BY delay")).toEqual(
    await delays('SELECT delay FROM "all" WHERE month = 2 AND delay > 500 ORDER BY delay'),
  );
});
