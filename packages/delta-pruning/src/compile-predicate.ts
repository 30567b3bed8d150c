import { columnOf } from "./expression.js";
import { type ExpressionContext, regionsOfExpression } from "./expression-regions.js";
import { type LeafPredicate, regionsOfLeaf } from "./leaf-regions.js";
import { andOutcomes, mayBeAnything, mayBeFalse, mayBeNull, mayBeTrue, type Outcomes, orOutcomes } from "./outcome.js";
import { checkPredicate, type Predicate } from "./predicate.js";
import { expressionText } from "./predicate-text.js";
import { joinAllRegions, negateRegions, type Regions } from "./regions.js";

/** A predicate made ready: what it gives by the values of each column, joined by AND and OR. */
export type CompiledPredicate =
  | { readonly kind: "regions"; readonly column: string; readonly regions: Regions }
  | { readonly kind: "and" | "or"; readonly operands: readonly CompiledPredicate[] }
  | { readonly kind: "outcomes"; readonly outcomes: Outcomes };

/** What compiling a predicate needs and collects. */
export interface PredicateScope {
  /** What an expression over a column is compiled from; undefined for a column that the index does not hold. */
  context(column: string): ExpressionContext | undefined;
  /** Takes the parts that can never skip a file, with the reason. */
  readonly undecided: Set<string>;
}

/** Nesting that is followed; what lies deeper counts as unknown. Chains of AND or OR in one node have no depth of their own. */
const maxDepth = 200;

/** Makes a predicate ready. NOT goes down to the conditions. Throws `invalid-predicate` for a node that is none. */
export function compilePredicate(
  predicate: Predicate,
  scope: PredicateScope,
  isNegated = false,
  depth = 0,
): CompiledPredicate {
  checkPredicate(predicate);
  if (depth > maxDepth) return undecided(scope, `what is nested more than ${maxDepth} deep`);
  switch (predicate.kind) {
    case "and":
    case "or": {
      const kind = (predicate.kind === "and") !== isNegated ? "and" : "or";
      const operands = predicate.operands.map((operand) => compilePredicate(operand, scope, isNegated, depth + 1));
      return joinOperands(kind, operands);
    }
    case "not":
      return compilePredicate(predicate.operand, scope, !isNegated, depth + 1);
    case "constant":
      return { kind: "outcomes", outcomes: outcomeOf(predicate.value, isNegated) };
    case "unknown":
      return undecided(scope, String(predicate.text));
    default:
      return compileLeaf(predicate, scope, isNegated);
  }
}

function outcomeOf(value: boolean | null, isNegated: boolean): Outcomes {
  if (value === null) return mayBeNull;
  return value !== isNegated ? mayBeTrue : mayBeFalse;
}

function undecided(scope: PredicateScope, reason: string): CompiledPredicate {
  scope.undecided.add(reason);
  return { kind: "outcomes", outcomes: mayBeAnything };
}

function compileLeaf(leaf: LeafPredicate, scope: PredicateScope, isNegated: boolean): CompiledPredicate {
  const column = columnOf(leaf.input);
  const context = scope.context(column);
  if (context === undefined) return undecided(scope, `${column} is not in the file index`);
  const regions = regionsOfExpression(leaf.input, context, (result) => regionsOfLeaf(leaf, result));
  if (typeof regions === "string") return undecided(scope, `${expressionText(leaf.input)}: ${regions}`);
  return { kind: "regions", column, regions: isNegated ? negateRegions(regions) : regions };
}

/** Conditions over one column become one: `x < 3 OR x > 5` is seen as a whole. */
export function joinOperands(kind: "and" | "or", operands: readonly CompiledPredicate[]): CompiledPredicate {
  const byColumn = new Map<string, Regions[]>();
  const others: CompiledPredicate[] = [];
  for (const operand of operands) {
    if (operand.kind !== "regions") others.push(operand);
    else if (byColumn.get(operand.column)?.push(operand.regions) === undefined)
      byColumn.set(operand.column, [operand.regions]);
  }
  const join = kind === "and" ? andOutcomes : orOutcomes;
  const joined = [...byColumn].map(
    ([column, all]): CompiledPredicate => ({ kind: "regions", column, regions: joinAllRegions(all, join) as Regions }),
  );
  const [only, ...more] = [...joined, ...others];
  return only !== undefined && more.length === 0 ? only : { kind, operands: [...joined, ...others] };
}
