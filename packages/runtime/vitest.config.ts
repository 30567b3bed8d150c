import { defineConfig } from "vitest/config";

// Without `module`: what @opentelemetry/api has under that condition is for bundlers, Node cannot load it.
const conditions = ["@causeway/source", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // One test has the garbage collector collect a result that nobody reads.
    execArgv: ["--expose-gc"],
    // Some start processes, and a machine may be busy: tests wait for conditions, and this is for those that never come.
    testTimeout: 60_000,
  },
});
