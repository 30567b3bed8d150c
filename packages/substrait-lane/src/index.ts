// Queries.

export { type Joined, Relation, table } from "./relation/relation.js";
export type { JoinKind } from "./relation/relation-node.js";
export type { Row } from "./relation/row.js";
export { type ArrowField, type ArrowSchema, type ArrowType, schemaFromArrow } from "./schema/arrow-schema.js";
export {
  binary,
  boolean,
  type DataType,
  date,
  decimal,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  list,
  type StructField,
  string,
  type TimeUnit,
  type TypeName,
  type TypeNamed,
  time,
  timestamp,
  uint8,
  uint16,
  uint32,
  uint64,
} from "./schema/data-type.js";
export {
  type Field,
  type RelationSchema,
  type Required,
  required,
  type Shape,
  schema,
  schemaOf,
} from "./schema/relation-schema.js";

// Expressions.

export { AggregateExpression, type Window, WindowFunction } from "./expression/aggregate-expression.js";
export { Case, exists, interval, literal, parameter, scalar, when } from "./expression/constructors.js";
export { Expression, type SortOrder } from "./expression/expression.js";
export type { FrameBound, WindowFrame } from "./expression/expression-node.js";
export type { Operand } from "./expression/operand.js";

// Functions.

export {
  approximateCountDistinct,
  arrayAgg,
  avg,
  boolAnd,
  boolOr,
  callAggregate,
  count,
  firstValue,
  lastValue,
  max,
  median,
  min,
  stddev,
  stddevPopulation,
  stringAgg,
  sum,
  variance,
  variancePopulation,
} from "./functions/aggregate-functions.js";
export {
  and,
  call,
  coalesce,
  type DatePart,
  datePart,
  dateTrunc,
  greatest,
  least,
  not,
  nullIf,
  or,
} from "./functions/general-functions.js";
export {
  abs,
  acos,
  asin,
  atan,
  bitwiseAnd,
  bitwiseOr,
  ceil,
  cos,
  degrees,
  exp,
  floor,
  ln,
  log2,
  log10,
  power,
  radians,
  round,
  signum,
  sin,
  sqrt,
  tan,
} from "./functions/numeric-functions.js";
export {
  charLength,
  concat,
  contains,
  endsWith,
  initcap,
  left,
  lower,
  lpad,
  ltrim,
  octetLength,
  position,
  repeat,
  replace,
  reverse,
  right,
  rpad,
  rtrim,
  splitPart,
  startsWith,
  substring,
  trim,
  upper,
} from "./functions/text-functions.js";
export {
  cumeDist,
  denseRank,
  lag,
  lead,
  nthValue,
  ntile,
  percentRank,
  rank,
  rowNumber,
} from "./functions/window-functions.js";

// Plans.

export { type CompileLaneOptions, compileLane } from "./compile-lane.js";
export type { CompiledLane, Lane, LaneFallback, LaneMode, SqlLane, SubstraitLane } from "./compiled-lane.js";
export { encodePlan } from "./encode/encode-plan.js";
export {
  type InspectedFunction,
  type InspectedParameter,
  type InspectedTable,
  inspectPlan,
  type PlanInspection,
  type PlanLimits,
  validatePlan,
} from "./inspect/plan-inspection.js";
export { hashPlanBytes } from "./plan-hash.js";
export { renderSql } from "./render/render-sql.js";

// Errors.

export { LaneError, type LaneErrorCode } from "./lane-error.js";

// For those who write a codec.

export type { LaneRefusal, LaneRefusalCode, PlanCodec } from "./plan-codec.js";
