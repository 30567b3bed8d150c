// Makes src/generated from the official .proto files under proto/ (Substrait v0.85, as the crate substrait 0.63 ships them).
// Run: node packages/substrait-lane/scripts/generate-protos.js
import { writeFileSync } from "node:fs";
import { generateProtos } from "./proto-descriptor.js";

for (const [name, text] of Object.entries(generateProtos())) {
  writeFileSync(new URL(`../src/generated/${name}`, import.meta.url), text);
}
