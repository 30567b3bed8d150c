import type { ExpressionNode } from "../expression/expression-node.js";
import { add, multiply } from "../functions/operators.js";
import { isInteger } from "../schema/data-type.js";

type Call = ExpressionNode & { readonly kind: "call" };

/** From so many operands on a chain is balanced: DataFusion's decoder follows about thirty operators into each other. */
const longChain = 16;

/**
 * Before: `((a + b) + c) + d`. After: `(a + b) + (c + d)`. Only sums and products of integers, whose result does not hang on the order: they wrap around. Sums of floats
 * and decimals stay as they are.
 */
export function balancedChain(node: Call): Call {
  const operands = operandsOf(node);
  return operands.length < longChain ? node : (balanced(node, operands) as Call);
}

function operandsOf(node: Call): readonly ExpressionNode[] {
  const operands: ExpressionNode[] = [];
  let left: ExpressionNode = node;
  while (left.kind === "call" && isSameChain(left, node)) {
    const [next, right] = left.args;
    if (next === undefined || right === undefined) break;
    operands.push(right);
    left = next;
  }
  return [left, ...operands.reverse()];
}

function isSameChain(left: Call, { function: definition, type }: Call): boolean {
  const isExact = definition === add || definition === multiply;
  return isExact && left.function === definition && left.type.name === type.name && isInteger(type);
}

function balanced(node: Call, operands: readonly ExpressionNode[]): ExpressionNode {
  const [first] = operands;
  if (operands.length === 1 && first !== undefined) return first;
  const middle = operands.length >> 1;
  const args = [balanced(node, operands.slice(0, middle)), balanced(node, operands.slice(middle))];
  return { ...node, args, nullable: args.some(({ nullable }) => nullable) };
}
