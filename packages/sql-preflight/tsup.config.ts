import { defineConfig } from "tsup";

const shared = { target: "node20", sourcemap: true } as const;

export default defineConfig([
  {
    ...shared,
    entry: ["src/index.ts"],
    format: ["esm", "cjs"],
    dts: true,
    // Gives the CommonJS build the place of its file.
    shims: true,
  },
  { ...shared, entry: ["src/sqlglot-worker.ts"], format: "esm" },
]);
