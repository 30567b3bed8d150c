import { defineConfig } from "vitest/config";

const conditions = ["@causeway/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Machines are loaded, and some tests start processes or write many files.
  test: { testTimeout: 60_000 },
});
