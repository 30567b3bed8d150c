// Compiling.

export { type CompileLaneOptions, compileLane } from "./compile-lane.js";
export type { CompiledLane, Lane, LaneFallback, LaneMode, SqlLane, SubstraitLane } from "./compiled-lane.js";

// Errors.

export { LaneError, type LaneErrorCode } from "./lane-error.js";

// For those who write a codec.

export type { LaneRefusal, LaneRefusalCode, PlanCodec } from "./plan-codec.js";
