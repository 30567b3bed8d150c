import type { OperatorPart } from "@causeway/obs";
import { type HierarchyPointNode, hierarchy, tree } from "d3-hierarchy";

/** Size of an operator's box, in pixels. */
export const box = { width: 236, height: 60 };
const gap = { across: 20, down: 32 };

export interface PlacedOperator {
  readonly operator: OperatorPart;
  /** Upper left corner of the box. */
  readonly x: number;
  readonly y: number;
}

/** One operator that feeds another. */
export interface PlacedFlow {
  readonly from: PlacedOperator;
  readonly into: PlacedOperator;
}

export interface PlanLayout {
  readonly operators: readonly PlacedOperator[];
  readonly flows: readonly PlacedFlow[];
  readonly width: number;
  readonly height: number;
}

/** Places the operators of a plan, the root at the top, by the algorithm of Reingold and Tilford in d3-hierarchy's form (Buchheim et al. 2002). */
export function layOutPlan(root: OperatorPart): PlanLayout {
  const layout = tree<OperatorPart>()
    .nodeSize([box.width + gap.across, box.height + gap.down])
    .separation(() => 1);
  const nodes = layout(hierarchy(root, ({ children }) => [...children])).descendants();
  const left = Math.min(...nodes.map(({ x }) => x));
  const placed = new Map<HierarchyPointNode<OperatorPart>, PlacedOperator>(
    nodes.map((node) => [node, { operator: node.data, x: node.x - left, y: node.y }]),
  );
  const flows = nodes.flatMap((node) => {
    const [from, into] = [placed.get(node), node.parent === null ? undefined : placed.get(node.parent)];
    return from === undefined || into === undefined ? [] : [{ from, into }];
  });
  const operators = [...placed.values()];
  return {
    operators,
    flows,
    width: Math.max(...operators.map(({ x }) => x)) + box.width,
    height: Math.max(...operators.map(({ y }) => y)) + box.height,
  };
}
