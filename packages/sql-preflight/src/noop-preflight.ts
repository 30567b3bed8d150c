import type { Preflight } from "./preflight.js";

/** What a caller of checks needs of a preflight. */
export type StatementCheck = Pick<Preflight, "check" | "close"> & AsyncDisposable;

/** Looks at nothing and lets everything pass. Its reports say so: `checkedBy` is `nothing`. */
export const noopPreflight: StatementCheck = {
  check: async () => ({
    ok: true,
    checkedBy: "nothing",
    diagnostics: [],
    tables: [],
    columns: [],
    functions: [],
    parameters: [],
    outputColumns: [],
    timings: { totalMs: 0 },
  }),
  async close() {},
  async [Symbol.asyncDispose]() {},
};
