// Writes random relations as SQL and plans, for check_random.py. Run: node cross-check/write-random-cases.js FILE [COUNT]
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [file = "random.json", count = "2000"] = process.argv.slice(2);
const source = `
  import fc from "fast-check";
  import { encodePlan, renderSql } from "@causeway/substrait-lane";
  import { relationOf } from "./test/random-relations.ts";
  export const cases = fc.sample(relationOf(2), Number(${JSON.stringify(count)})).map((relation, index) => ({
    name: String(index),
    sql: renderSql(relation),
    plan: Buffer.from(encodePlan(relation)).toString("base64"),
  }));`;
const bundle = fileURLToPath(new URL("../node_modules/.random-cases.mjs", import.meta.url));
await build({
  stdin: { contents: source, resolveDir: fileURLToPath(new URL("..", import.meta.url)), loader: "ts" },
  bundle: true,
  outfile: bundle,
  format: "esm",
  platform: "node",
  conditions: ["@causeway/source"],
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
});
const { cases } = await import(bundle);
await writeFile(file, JSON.stringify(cases));
