import { defineConfig } from "vitest/config";

const conditions = ["@causeway/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Machines are shared: a test waits for what must come, and only one that hangs is stopped.
  test: { testTimeout: 60_000 },
});
