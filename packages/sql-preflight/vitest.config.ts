import { defineConfig } from "vitest/config";

const conditions = ["@causeway/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // A worker that has to start from the beginning takes seconds on a busy machine.
  test: { globalSetup: "./test/support/build-worker.ts", testTimeout: 60_000 },
});
