import { type CompiledPredicate, compilePredicate, joinOperands, type PredicateScope } from "./compile-predicate.js";
import { checkPredicate, type Predicate } from "./predicate.js";
import { predicateColumns } from "./predicate-columns.js";
import { predicateText } from "./predicate-text.js";

/** One of the conditions that a row must meet, ready to be tried on the files. */
export interface Conjunct {
  readonly text: string;
  readonly compiled: CompiledPredicate;
  readonly columns: readonly string[];
}

/**
 * Takes a predicate apart at its outer ANDs and compiles the parts. Parts over one column become one again: NaN may be above 3, and it may not be
 * between 3 and 5.
 */
export function compileConjuncts(predicate: Predicate, scope: PredicateScope): Conjunct[] {
  const conjuncts: Conjunct[] = [];
  for (const part of splitConjuncts(predicate)) {
    // What is nested too deep to be compiled is checked all the same.
    const columns = predicateColumns(part);
    const compiled = compilePredicate(part, scope);
    const same = conjuncts.findIndex((known) => isOfColumn(known.compiled, compiled));
    const known = conjuncts[same];
    if (known === undefined) conjuncts.push({ text: predicateText(part), compiled, columns });
    else {
      const text = `${known.text} AND ${predicateText(part)}`;
      conjuncts[same] = { text, compiled: joinOperands("and", [known.compiled, compiled]), columns };
    }
  }
  return conjuncts;
}

function isOfColumn(a: CompiledPredicate, b: CompiledPredicate): boolean {
  return a.kind === "regions" && b.kind === "regions" && a.column === b.column;
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
