import { defineConfig } from "vitest/config";

// Without `module`: what @opentelemetry/api has under that condition is for bundlers, Node cannot load it.
const conditions = ["@causeway/source", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // The soak counts memory after the garbage collector ran.
  test: { execArgv: ["--expose-gc"] },
});
