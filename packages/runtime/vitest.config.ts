import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

const conditions = ["@causeway/source", ...defaultServerConditions];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // One test asks the garbage collector to collect a result that nobody reads.
    execArgv: ["--expose-gc"],
  },
});
