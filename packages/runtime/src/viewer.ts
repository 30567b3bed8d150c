export type { RunRecord } from "./viewer/collect-runs.js";
export { type RunPageOptions, renderRuns } from "./viewer/run-page.js";
