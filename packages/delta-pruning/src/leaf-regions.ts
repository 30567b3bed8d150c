import { bytesAfterPrefix, utf8 } from "./byte-order.js";
import type { TypeTraits } from "./column-type.js";
import type { Literal } from "./literal.js";
import { isSpecialNumber, positionOf } from "./literal-position.js";
import { andOutcomes, mayBeFalse, mayBeNull, mayBeTrue, type Outcomes, orOutcomes } from "./outcome.js";
import type { ComparisonOperator, Predicate } from "./predicate.js";
import { literalText } from "./predicate-text.js";
import { joinAllRegions, joinRegions, makeRegions, type Regions, uniformRegions } from "./regions.js";

/** A condition over one column. */
export type LeafPredicate = Extract<Predicate, { readonly input: unknown }>;

/** What a condition gives for each value of its input; a text that says why that cannot be told. */
export function regionsOfLeaf(leaf: LeafPredicate, traits: TypeTraits): Regions | string {
  switch (leaf.kind) {
    case "compare":
      return compareRegions(traits, leaf.operator, leaf.value);
    case "between": {
      const [low, high] = [compareRegions(traits, ">=", leaf.low), compareRegions(traits, "<=", leaf.high)];
      if (typeof low === "string") return low;
      return typeof high === "string" ? high : joinRegions(low, high, andOutcomes);
    }
    case "in-list":
      return listRegions(traits, leaf.values);
    case "like":
      return likeRegions(traits, leaf.pattern, leaf.escapeCharacter);
    case "is-null":
      return uniformRegions(mayBeFalse, mayBeTrue);
    case "is-not-null":
      return uniformRegions(mayBeTrue, mayBeFalse);
  }
}

type Side = "below" | "equal" | "above";

const trueSides: Record<ComparisonOperator, readonly Side[]> = {
  "=": ["equal"],
  "<>": ["below", "above"],
  "<": ["below"],
  "<=": ["below", "equal"],
  ">": ["above"],
  ">=": ["above", "equal"],
};

function compareRegions(traits: TypeTraits, operator: ComparisonOperator, literal: Literal): Regions | string {
  if (literal === null) return uniformRegions(mayBeNull, mayBeNull);
  const onSide = (side: Side): Outcomes => (trueSides[operator].includes(side) ? mayBeTrue : mayBeFalse);
  if (traits.domain === "double" && isSpecialNumber(literal)) return uniformRegions(mayBeTrue | mayBeFalse, mayBeNull);
  const position = positionOf(traits, literal);
  if (position === undefined) return `${traits.family} cannot be judged against ${literalText(literal)}`;
  const [below, equal, above] = [onSide("below"), onSide("equal"), onSide("above")];
  const middle = position.exact ? equal : below | equal | above;
  return makeRegions([position.from, position.to], [below, middle, above], mayBeNull, outcomesOfNaN(operator));
}

/** NaN is above every number for one engine, and neither below, equal nor above for another. */
function outcomesOfNaN(operator: ComparisonOperator): Outcomes {
  switch (operator) {
    case "<>":
      return mayBeTrue;
    case ">":
    case ">=":
      return mayBeTrue | mayBeFalse;
    default:
      return mayBeFalse;
  }
}

function listRegions(traits: TypeTraits, values: readonly Literal[]): Regions | string {
  const parts: Regions[] = [];
  for (const value of values) {
    const regions = compareRegions(traits, "=", value);
    if (typeof regions === "string") return regions;
    parts.push(regions);
  }
  return joinAllRegions(parts, orOutcomes) ?? uniformRegions(mayBeFalse, mayBeFalse);
}

/**
 * The texts that begin with what stands before the first wildcard can match, and no others. When that wildcard is one `%` at the end, they all do.
 */
function likeRegions(traits: TypeTraits, pattern: string, escapeCharacter: string | undefined): Regions | string {
  const parsed = readPattern(pattern, escapeCharacter);
  if (traits.family !== "string" || parsed === undefined)
    return `LIKE ${literalText(pattern)} over a ${traits.family} is not judged`;
  const { prefix, rest } = parsed;
  if (rest === "none") return compareRegions(traits, "=", prefix);
  const bytes = utf8(prefix);
  const inside = rest === "anything" ? mayBeTrue : mayBeTrue | mayBeFalse;
  const end = bytesAfterPrefix(bytes);
  return makeRegions(
    end === undefined ? [bytes] : [bytes, end],
    end === undefined ? [mayBeFalse, inside] : [mayBeFalse, inside, mayBeFalse],
    mayBeNull,
    mayBeFalse,
  );
}

interface LikePattern {
  readonly prefix: string;
  /** What may follow the prefix: no wildcard, `%` and nothing else, or more than that. */
  readonly rest: "none" | "anything" | "something";
}

/** Undefined for a pattern that ends in its escape, or that has no UTF-8 form. */
function readPattern(pattern: string, escapeCharacter: string | undefined): LikePattern | undefined {
  if (/\p{Surrogate}/u.test(pattern)) return undefined;
  const points = [...pattern];
  let prefix = "";
  for (let at = 0; at < points.length; at += 1) {
    const point = points[at] as string;
    if (point === escapeCharacter) {
      at += 1;
      if (at === points.length) return undefined;
      prefix += points[at];
    } else if (point === "\\" && escapeCharacter === undefined) {
      // Without a word about it, a backslash is an escape for one engine and a character like any other for another.
      return { prefix, rest: "something" };
    } else if (point === "%" || point === "_") {
      const rest = points.slice(at).every((next) => next === "%") ? "anything" : "something";
      return { prefix, rest };
    } else prefix += point;
  }
  return { prefix, rest: "none" };
}
