import { columnOf } from "./expression.js";
import { checkPredicate, type Predicate } from "./predicate.js";

/** The columns that a predicate names, each once: what a file index must hold for it. */
export function predicateColumns(predicate: Predicate): string[] {
  const columns = new Set<string>();
  const open = [predicate];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    checkPredicate(next);
    if ("input" in next) columns.add(columnOf(next.input));
    else if (next.kind === "not") open.push(next.operand);
    else if (next.kind === "and" || next.kind === "or") {
      for (const operand of next.operands.toReversed()) open.push(operand);
    }
  }
  return [...columns];
}
