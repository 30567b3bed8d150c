// Makes src/generated/record-schemas.ts and RECORDS.md from the types of the records, or with --check says whether they are up to date.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { recordSchemas } from "./record-schemas.mjs";
import { recordsPage } from "./records-page.mjs";

const schemas = recordSchemas();
const code = `// Made by scripts/generate-record-schemas.mjs from the types of the records. Do not edit.
import type { RecordSchemas } from "../schemas.js";

export const recordSchemas: RecordSchemas = ${JSON.stringify(schemas, undefined, 2)};
`;
const outputs = [
  ["../src/generated/record-schemas.ts", code],
  ["../RECORDS.md", recordsPage(schemas)],
].map(([path = "", text = ""]) => ({ path: fileURLToPath(new URL(path, import.meta.url)), text }));

if (process.argv.includes("--check")) {
  const stale = outputs.filter(({ path, text }) => readFileSync(path, "utf8") !== text);
  for (const { path } of stale) console.error(`${path} is out of date: npm run generate --workspace @causeway/obs`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const { path, text } of outputs) writeFileSync(path, text);
}
