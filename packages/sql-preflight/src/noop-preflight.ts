import type { Preflight } from "./preflight.js";

/** Looks at nothing and lets everything pass. Its reports say so: `checkedBy` is `nothing`. */
export const noopPreflight: Preflight = {
  check: async () => ({
    ok: true,
    checkedBy: "nothing",
    diagnostics: [],
    tables: [],
    parameters: [],
    outputColumns: [],
    timings: { totalMs: 0 },
  }),
  async close() {},
  async [Symbol.asyncDispose]() {},
};
