import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseTableArgument } from "./table-argument.js";

test.each([
  ["trips=delta:./trips", { delta: "./trips" }],
  ["trips=delta:./trips@3", { delta: "./trips", version: 3 }],
  ["trips=delta:s3://lake/trips@2024-05-01T10:00:00Z", { delta: "s3://lake/trips", timestamp: "2024-05-01T10:00:00Z" }],
  ["trips=delta:./at@home", { delta: "./at@home" }],
  ["cities=./cities.CSV", { csv: "./cities.CSV" }],
  ["cities=./2024/*.parquet", { parquet: "./2024/*.parquet" }],
  ["events=https://example.org/e.ndjson", { json: "https://example.org/e.ndjson" }],
])("%s", async (text, source) => {
  expect(await parseTableArgument(text, ".")).toEqual({ name: text.slice(0, text.indexOf("=")), source });
});

test("an Arrow file is read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "causeway-cli-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "t.arrow"), "bytes");
  const { source } = await parseTableArgument("t=t.arrow", folder);
  expect(source).toEqual({ arrow: Buffer.from("bytes") });
});

test.each(["trips", "=delta:./x", "trips=", "trips=delta:", "trips=./folder"])("%s is refused", async (text) => {
  await expect(parseTableArgument(text, ".")).rejects.toMatchObject({ code: "invalid-option", option: "table" });
});
