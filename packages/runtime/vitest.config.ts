import { defineConfig } from "vitest/config";

const conditions = ["@causeway/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Machines are shared: a test waits for what must come, and only one that hangs is stopped.
    testTimeout: 60_000,
    // One test has the garbage collector collect a result that nobody reads.
    execArgv: ["--expose-gc"],
  },
});
