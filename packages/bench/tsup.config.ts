import { defineConfig } from "tsup";

// The command, and each process that it starts. They run as plain Node on the built packages, as an application would.
export default defineConfig({
  entry: [
    "src/main.ts",
    "src/soak/main.ts",
    "src/foreign-selects/main.ts",
    "src/foreign-selects/judge-files.ts",
    "src/peers/causeway-worker.ts",
    "src/peers/causeway-delta-worker.ts",
    "src/peers/duckdb-worker.ts",
    "src/peers/polars-worker.ts",
    "src/cold-start/causeway-child.ts",
    "src/cold-start/duckdb-child.ts",
    "src/cold-start/polars-child.ts",
    "src/warm-start/warm-child.ts",
    "src/delta-write/causeway-child.ts",
    "src/delta-merge/causeway-merge.ts",
    "src/preflight/preflight-child.ts",
  ],
  format: ["esm"],
  target: "node20",
  clean: true,
});
