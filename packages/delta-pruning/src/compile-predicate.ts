import type { ColumnReader } from "./column-reader.js";
import type { Comparable } from "./compare-values.js";
import { readLiteral } from "./index-value.js";
import type { Literal } from "./literal.js";
import {
  andOutcomes,
  mayBeAnything,
  mayBeFalse,
  mayBeNull,
  mayBeTrue,
  notOutcomes,
  type Outcomes,
  orOutcomes,
} from "./outcome.js";
import { type ComparisonOperator, checkPredicate, type Predicate } from "./predicate.js";
import { literalText } from "./predicate-text.js";
import { mayBeAbove, mayBeBelow, mayBeEqual, type Sides, sidesOf } from "./value-range.js";

/** What a predicate may be over the rows of one file. */
export type FileTest = (file: number) => Outcomes;

/** What compiling a predicate needs and collects. */
export interface PredicateScope {
  reader(column: string): ColumnReader | undefined;
  /** Takes the parts that can never skip a file, with the reason. */
  readonly undecided: Set<string>;
}

/** Nesting that is followed; what lies deeper counts as unknown. Chains of AND or OR in one node have no depth of their own. */
const maxDepth = 200;

const anything: FileTest = () => mayBeAnything;

/** Makes the test of a predicate. Throws `invalid-predicate` for a node that is none. */
export function compilePredicate(predicate: Predicate, scope: PredicateScope, depth = 0): FileTest {
  checkPredicate(predicate);
  if (depth > maxDepth) return undecided(scope, `what is nested more than ${maxDepth} deep`);
  switch (predicate.kind) {
    case "compare":
      return compileList(predicate.column, predicate.operator, [predicate.value], scope);
    case "in-list":
      return compileList(predicate.column, "=", predicate.values, scope);
    case "is-null":
      return compileNullTest(predicate.column, scope);
    case "is-not-null":
      return negate(compileNullTest(predicate.column, scope));
    case "and":
      return combine(compileAll(predicate.operands, scope, depth), mayBeTrue, andOutcomes);
    case "or":
      return combine(compileAll(predicate.operands, scope, depth), mayBeFalse, orOutcomes);
    case "not":
      return negate(compilePredicate(predicate.operand, scope, depth + 1));
    case "unknown":
      return undecided(scope, String(predicate.text));
  }
}

function compileAll(operands: readonly Predicate[], scope: PredicateScope, depth: number): FileTest[] {
  return operands.map((operand) => compilePredicate(operand, scope, depth + 1));
}

function combine(tests: readonly FileTest[], start: Outcomes, join: (a: Outcomes, b: Outcomes) => Outcomes): FileTest {
  return (file) => {
    let outcomes = start;
    for (const test of tests) outcomes = join(outcomes, test(file));
    return outcomes;
  };
}

function negate(test: FileTest): FileTest {
  return (file) => notOutcomes(test(file));
}

function undecided(scope: PredicateScope, reason: string): FileTest {
  scope.undecided.add(reason);
  return anything;
}

function compileNullTest(column: string, scope: PredicateScope): FileTest {
  const reader = scope.reader(column);
  if (reader === undefined) return undecided(scope, `${column} is not in the file index`);
  return (file) => (reader.mayBeNull(file) ? mayBeTrue : 0) | (reader.mayHaveValue(file) ? mayBeFalse : 0);
}

/** `column operator literal` for any of the literals: with one it is the comparison, with several and `=` it is IN. */
function compileList(
  column: string,
  operator: ComparisonOperator,
  literals: readonly Literal[],
  scope: PredicateScope,
): FileTest {
  const reader = scope.reader(column);
  if (reader === undefined) return undecided(scope, `${column} is not in the file index`);
  const tests = literals.map((literal) => compileComparison(column, reader, operator, literal, scope));
  const [only] = tests;
  return only !== undefined && tests.length === 1 ? only : combine(tests, mayBeFalse, orOutcomes);
}

function compileComparison(
  column: string,
  reader: ColumnReader,
  operator: ComparisonOperator,
  literal: Literal,
  scope: PredicateScope,
): FileTest {
  if (literal === null) return () => mayBeNull;
  const comparables = readLiteral(reader.type, literal);
  if (comparables === undefined) {
    return undecided(scope, `${column} is of type ${reader.type} and cannot be judged against ${literalText(literal)}`);
  }
  return (file) => compareFile(reader, file, operator, comparables);
}

function compareFile(
  reader: ColumnReader,
  file: number,
  operator: ComparisonOperator,
  comparables: readonly Comparable[],
): Outcomes {
  let outcomes = reader.mayBeNull(file) ? mayBeNull : 0;
  if (!reader.mayHaveValue(file)) return outcomes;
  const range = reader.range(file);
  for (const comparable of comparables) outcomes |= outcomesOf(operator, sidesOf(range, comparable, reader.type));
  if (reader.mayBeNaN(file)) outcomes |= outcomesOfNaN(operator);
  return outcomes;
}

const sidesWhereTrue: Record<ComparisonOperator, Sides> = {
  "=": mayBeEqual,
  "<>": mayBeBelow | mayBeAbove,
  "<": mayBeBelow,
  "<=": mayBeBelow | mayBeEqual,
  ">": mayBeAbove,
  ">=": mayBeAbove | mayBeEqual,
};

function outcomesOf(operator: ComparisonOperator, sides: Sides): Outcomes {
  const whereTrue = sidesWhereTrue[operator];
  return (sides & whereTrue ? mayBeTrue : 0) | (sides & ~whereTrue ? mayBeFalse : 0);
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
