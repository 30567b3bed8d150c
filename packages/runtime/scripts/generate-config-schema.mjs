// Makes causeway.schema.json from the type of the configuration, or with --check says whether it is up to date.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";

const inPackage = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const output = inPackage("causeway.schema.json");
const type = "CausewayConfig";

const { $schema, description, ...schema } = createGenerator({
  path: inPackage("src/cli/config-types.ts"),
  tsconfig: inPackage("tsconfig.json"),
  type,
  topRef: false,
  jsDoc: "extended",
  skipTypeCheck: true,
}).createSchema(type);
const text = `${JSON.stringify({ $schema, title: "Configuration of the causeway command", description, ...schema }, undefined, 2)}\n`;

if (process.argv.includes("--check")) {
  if (readFileSync(output, "utf8") !== text) {
    console.error(`${output} is out of date: npm run generate --workspace @causeway/runtime`);
    process.exitCode = 1;
  }
} else writeFileSync(output, text);
