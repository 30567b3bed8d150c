import type { ColumnReader } from "./column-reader.js";
import { compilePredicate, type FileTest, type PredicateScope } from "./compile-predicate.js";
import { checkPredicate, type Predicate } from "./predicate.js";
import { predicateText } from "./predicate-text.js";

/** One of the conditions that a row must meet, ready to be tried on the files. */
export interface Conjunct {
  readonly text: string;
  /** `partition`: it names partition columns alone. */
  readonly by: "partition" | "statistics";
  readonly test: FileTest;
  /** The columns that it names and the index knows. */
  readonly readers: readonly ColumnReader[];
}

/** Takes a predicate apart at its outer ANDs and compiles the parts, those over partition columns first. */
export function compileConjuncts(predicate: Predicate, scope: PredicateScope): Conjunct[] {
  const conjuncts = splitConjuncts(predicate).map((part): Conjunct => {
    const used = new Set<ColumnReader>();
    const test = compilePredicate(part, {
      undecided: scope.undecided,
      reader(column) {
        const reader = scope.reader(column);
        if (reader !== undefined) used.add(reader);
        return reader;
      },
    });
    const readers = [...used];
    const isPartition = readers.length > 0 && readers.every(({ by }) => by === "partition");
    return { text: predicateText(part), by: isPartition ? "partition" : "statistics", test, readers };
  });
  return [...conjuncts.filter(({ by }) => by === "partition"), ...conjuncts.filter(({ by }) => by === "statistics")];
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
