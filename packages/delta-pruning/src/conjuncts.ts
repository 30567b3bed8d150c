import { type CompiledPredicate, compilePredicate, type PredicateScope } from "./compile-predicate.js";
import { checkPredicate, type Predicate } from "./predicate.js";
import { predicateColumns } from "./predicate-columns.js";
import { predicateText } from "./predicate-text.js";

/** One of the conditions that a row must meet, ready to be tried on the files. */
export interface Conjunct {
  readonly text: string;
  readonly compiled: CompiledPredicate;
  readonly columns: readonly string[];
}

/** Takes a predicate apart at its outer ANDs and compiles the parts. */
export function compileConjuncts(predicate: Predicate, scope: PredicateScope): Conjunct[] {
  return splitConjuncts(predicate).map((part) => {
    // What is nested too deep to be compiled is checked all the same.
    const columns = predicateColumns(part);
    return { text: predicateText(part), compiled: compilePredicate(part, scope), columns };
  });
}

/** Before: `a AND (b AND c)`, after: `a`, `b`, `c`. It keeps a list of its own, so that no depth of nesting is too much. */
function splitConjuncts(predicate: Predicate): Predicate[] {
  const parts: Predicate[] = [];
  const open = [predicate];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    checkPredicate(next);
    if (next.kind === "and") for (const operand of next.operands.toReversed()) open.push(operand);
    else parts.push(next);
  }
  return parts;
}
