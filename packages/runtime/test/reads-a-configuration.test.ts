import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { beforeAll, expect, test } from "vitest";
import type { CausewayConfig } from "../src/cli/config-types.js";
import { causeway } from "./support/command-line.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { tripsFolder } from "./support/trips-folder.js";

const packageFile = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

let trips: string;
beforeAll(async () => {
  const { folder, remove } = await tripsFolder();
  trips = folder;
  return remove;
});

const full: CausewayConfig = {
  $schema: "./node_modules/@causeway/runtime/causeway.schema.json",
  tables: {
    trips: { delta: "./trips", version: 0 },
    earlier: {
      delta: "s3://lake/trips",
      timestamp: "2024-05-01T00:00:00Z",
      storageOptions: { region: "eu-central-1" },
    },
    cities: { csv: ["a.csv", "b.csv"], delimiter: ";" },
    days: { parquet: "days/*.parquet", partitionColumns: { year: "int32" } },
    events: { json: "events.ndjson", schemaInferRows: 10 },
    memory: { arrow: "m.arrow" },
  },
  policy: { columns: { deny: { people: ["ssn"] } }, maxRows: 100 },
  preflight: "warn",
  lane: "sql",
  planCache: { maxBytes: 1_000_000 },
  engine: { memoryLimitBytes: 1e9, settings: { "datafusion.execution.batch_size": 4096 } },
  diagnostics: "./d.jsonl",
};

test("the schema is that of the type, knows every option, and refuses what is none", async () => {
  const script = packageFile("scripts/generate-config-schema.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const schema = JSON.parse(await readFile(packageFile("causeway.schema.json"), "utf8"));
  const validate = new Ajv({ validateFormats: false, strict: true, allowUnionTypes: true }).compile(schema);
  expect([validate(full), validate.errors]).toEqual([true, null]);
  for (const wrong of [
    { ...full, table: {} },
    { lane: "fast" },
    { tables: { t: { delta: 3 } } },
    { tables: { t: {} } },
  ]) {
    expect([wrong, validate(wrong)]).toEqual([wrong, false]);
  }
});

test("tables lie beside the configuration, wherever the command runs; causeway.json is found by itself", async () => {
  const elsewhere = await temporaryFolder();
  const config = join(trips, "causeway.json");
  await writeFile(config, JSON.stringify({ tables: { trips: { delta: "./trips" }, cities: { csv: "cities.csv" } } }));
  const sql = "SELECT count(*) AS n FROM trips JOIN cities ON name = city";
  for (const words of [["--config", config], []]) {
    const directory = words.length === 0 ? trips : elsewhere;
    expect(await causeway(["query", sql, "--format", "csv", ...words], { directory })).toMatchObject({
      exitCode: 0,
      output: "n\n3\n",
    });
  }
  const more = await causeway(
    ["query", "SELECT count(*) AS n FROM cities", "-t", `cities=${trips}/cities.csv`, "--format", "csv"],
    { directory: trips },
  );
  expect(more.output).toBe("n\n3\n");
});

test.each([
  ["{", 2, /^error\[invalid-option\]: .*causeway\.json is no JSON: /],
  ['{ "tabels": {} }', 2, /^error\[unknown-option\]: .*causeway\.json has no option "tabels"; did you mean tables\?/],
  ['{ "tables": { "t": 3 } }', 2, /^error\[invalid-option\]: the table t of the configuration must be an object/],
  ['{ "tables": { "t": { "delta": "./x", "versoin": 1 } } }', 1, /^error\[unknown-option\]: .*versoin/],
  ['{ "lane": "fast" }', 2, /^error\[invalid-option\]: lane of openSession must be/],
  ['{ "policy": { "maxRow": 1 } }', 1, /^error\[invalid-policy\]: .*maxRow/],
])("%s is told", async (text, exitCode, message) => {
  const directory = await temporaryFolder();
  await mkdir(join(directory, "x"));
  await writeFile(join(directory, "causeway.json"), text);
  const end = await causeway(["query", "SELECT 1"], { directory });
  expect(end).toMatchObject({ exitCode, output: "", messages: expect.stringMatching(message) });
});
