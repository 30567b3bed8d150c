import { bytesAfterPrefix, lengthOfPoints } from "./byte-order.js";
import { ceilToUnit, firstDayOfMonth, microsecondsPerDay, periodsOf } from "./calendar.js";
import { castFunction } from "./cast-function.js";
import { type ColumnType, gridEnd, type TypeTraits, traitsOf } from "./column-type.js";
import { ceilDivide } from "./doubles.js";
import type { DatePart, Expression } from "./expression.js";
import { mayBeAnything } from "./outcome.js";
import { expressionText } from "./predicate-text.js";
import { preimage, type RisingFunction } from "./preimage.js";
import { anyRegions, type Cut, makeRegions, type Regions, regionOf } from "./regions.js";

/** The values of a column between which something that comes again and again is followed, on the grid. */
export interface GridSpan {
  readonly from: bigint;
  readonly to: bigint;
}

/** What a condition on an expression is compiled from. */
export interface ExpressionContext {
  /** Type of the column at the bottom. */
  readonly type: ColumnType;
  /** Bounds of the column over all files, for parts of dates. */
  span(): GridSpan | undefined;
}

/** A condition on the result of an expression as one on its column; a text that says why not. */
export function regionsOfExpression(
  expression: Expression,
  context: ExpressionContext,
  onResult: (result: TypeTraits) => Regions | string,
): Regions | string {
  if (typeof expression === "string") return onResult(traitsOf(context.type));
  const { input } = expression;
  if (expression.kind === "date-part" && expression.part !== "year") {
    return regionsOfPeriods(expression.part, input, context, onResult);
  }
  const inner = resultOf(input, context.type);
  const step = inner === undefined ? undefined : stepOf(expression, inner);
  if (step === undefined) return `${expressionText(expression)} cannot be judged over ${context.type}`;
  const regions = onResult(step.result);
  if (typeof regions === "string") return regions;
  return regionsOfExpression(input, context, () => step.functions.reduceRight(preimage, regions));
}

/** One function of an expression: the type of its result, and the rising functions that it is made of. */
interface Step {
  readonly result: TypeTraits;
  readonly functions: readonly RisingFunction[];
}

function resultOf(expression: Expression, type: ColumnType): TypeTraits | undefined {
  if (typeof expression === "string") return traitsOf(type);
  const inner = resultOf(expression.input, type);
  if (expression.kind === "date-part") return traitsOf("long");
  return inner === undefined ? undefined : stepOf(expression, inner)?.result;
}

function stepOf(expression: Exclude<Expression, string>, input: TypeTraits): Step | undefined {
  switch (expression.kind) {
    case "cast": {
      const result = traitsOf(expression.to);
      const cast = castFunction(input, result);
      return cast === undefined ? undefined : { result, functions: [cast] };
    }
    case "date-trunc": {
      const toTime = timeOf(input);
      const reach = (time: Cut) => {
        const start = ceilToUnit(time as bigint, expression.unit);
        return { from: start, to: start };
      };
      const result = input.family === "date" ? traitsOf("timestamp_ntz") : input;
      return toTime === undefined ? undefined : { result, functions: [...toTime, { reach }] };
    }
    case "date-part": {
      const toTime = timeOf(input);
      return toTime === undefined ? undefined : { result: traitsOf("long"), functions: [...toTime, yearOfTime] };
    }
    case "left":
      return input.family === "string" ? { result: input, functions: [leftFunction(expression.length)] } : undefined;
    case "plus":
      return plusStep(input, expression.amount);
  }
}

/** The way from a date or a timestamp to a timestamp. */
function timeOf(input: TypeTraits): readonly RisingFunction[] | undefined {
  const cast = input.family === "date" ? castFunction(input, traitsOf("timestamp_ntz")) : undefined;
  if (cast !== undefined) return [cast];
  return input.family === "timestamp" || input.family === "timestamp_ntz" ? [] : undefined;
}

const yearOfTime: RisingFunction = {
  reach(year) {
    const month = Number(year) * 12;
    const start =
      Math.abs(month) > 3_000_000 ? (month < 0 ? -gridEnd : gridEnd) : firstDayOfMonth(month) * microsecondsPerDay;
    return { from: start, to: start };
  },
};

function leftFunction(length: number): RisingFunction {
  return {
    reach(value) {
      const bytes = value as Uint8Array;
      const kept = lengthOfPoints(bytes, length);
      if (kept === -1) return { from: bytes, to: bytes };
      // The first characters alone are below the value, so a text must go beyond all that begin with them.
      const from = bytesAfterPrefix(bytes.subarray(0, kept)) ?? endOfTexts;
      return { from, to: from };
    },
  };
}

/** Above all texts: 0xFF occurs in no UTF-8. */
const endOfTexts = new Uint8Array([0xff]);

function plusStep(input: TypeTraits, amount: bigint): Step | undefined {
  if (input.family === "decimal" || input.family === "boolean" || input.domain !== "grid") return undefined;
  const reach = (value: Cut) => ({ from: (value as bigint) - amount, to: (value as bigint) - amount });
  if (input.family !== "integer") return { result: input, functions: [{ reach }] };
  const [from, to] = [input.least - amount, input.greatest - amount + 1n];
  return { result: input, functions: [{ reach, domain: { from, to } }] };
}

/** A condition on a part of a date that comes again and again, followed through the span of the column; outside of it, anything. */
function regionsOfPeriods(
  part: Exclude<DatePart, "year">,
  input: Expression,
  context: ExpressionContext,
  onResult: (result: TypeTraits) => Regions | string,
): Regions | string {
  if (typeof input !== "string") return `${expressionText(input)} is not followed for its ${part}`;
  const traits = traitsOf(context.type);
  const isDate = traits.family === "date";
  if (!isDate && timeOf(traits) === undefined) return `${input} is of type ${context.type} and has no ${part}`;
  const regions = onResult(traitsOf("long"));
  if (typeof regions === "string") return regions;
  const span = context.span();
  const unit = isDate ? microsecondsPerDay : 1n;
  const periods = span && periodsOf(part, { from: span.from * unit, to: span.to * unit });
  const first = periods?.[0];
  if (span === undefined || first === undefined || periods === undefined)
    return { ...anyRegions, onNull: regions.onNull };
  const cuts = [...periods.map(({ from }) => (isDate ? ceilDivide(from, unit) : from)), span.to + 1n];
  const outcomes = periods.map((period) => regions.outcomes[regionOf(regions, period.part)] ?? mayBeAnything);
  return makeRegions(cuts, [mayBeAnything, ...outcomes, mayBeAnything], regions.onNull, regions.onNaN);
}
