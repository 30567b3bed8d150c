import type { FunctionDefinition } from "../functions/function-definition.js";
import { LaneError } from "../lane-error.js";
import type { TypeName } from "../schema/data-type.js";
import { checkedArguments } from "./call-node.js";
import { Expression, nodeOf, type SortOrder } from "./expression.js";
import type { AggregateNode, ExpressionNode, FrameBound, SortKey, WindowFrame } from "./expression-node.js";

declare const kind: unique symbol;

/** The rows that a window function looks at, and their order. */
export interface Window {
  readonly partitionBy?: readonly Expression[];
  readonly orderBy?: readonly SortOrder[];
  /** Without one: up to the current row and its equals where there is an order, else the whole partition. */
  readonly frame?: WindowFrame;
}

/** An aggregate over the rows of a group, for `aggregate`; `over` makes it a window function. Immutable. */
export class AggregateExpression<out Type extends TypeName = TypeName> {
  /** Only for TypeScript; no value has it. */
  declare readonly [kind]: Type;
  readonly node: AggregateNode;

  constructor(node: AggregateNode) {
    this.node = node;
  }

  /** Over each different value once. */
  distinct(): AggregateExpression<Type> {
    return this.#with({ distinct: true });
  }

  /** Over the rows alone for which the condition is true. */
  filter(condition: Expression<"boolean">): AggregateExpression<Type> {
    return this.#with({ filter: nodeOf(condition) });
  }

  /** Over the rows in an order, for functions to which that matters. */
  orderBy(...orders: readonly SortOrder[]): AggregateExpression<Type> {
    return this.#with({ orderBy: sortKeys(orders) });
  }

  /** Over the values that are not null, for functions that would count null as a value. */
  ignoreNulls(): AggregateExpression<Type> {
    return this.#with({ ignoreNulls: true });
  }

  /** The function at each row, over the rows of a window around it. */
  over(window: Window = {}): Expression<Type> {
    return windowExpression(this.node, window);
  }

  #with(change: Partial<AggregateNode>): AggregateExpression<Type> {
    return new AggregateExpression({ ...this.node, ...change });
  }
}

/** A function that only a window has, such as a rank; `over` gives its value at each row. Immutable. */
export class WindowFunction<out Type extends TypeName = TypeName> {
  /** Only for TypeScript; no value has it. */
  declare readonly [kind]: Type;
  readonly #node: AggregateNode;

  constructor(node: AggregateNode) {
    this.#node = node;
  }

  /** Looks past the rows whose value is null. */
  ignoreNulls(): WindowFunction<Type> {
    return new WindowFunction({ ...this.#node, ignoreNulls: true });
  }

  over(window: Window = {}): Expression<Type> {
    return windowExpression(this.#node, window);
  }
}

/** The node of an aggregate or window function with its arguments checked. */
export function aggregateNode(definition: FunctionDefinition, args: readonly unknown[]): AggregateNode {
  const nodes = checkedArguments(definition, args.map(nodeOf));
  const modifiers = { distinct: false, filter: undefined, orderBy: [], ignoreNulls: false } as const;
  return { kind: "aggregate", function: definition, args: nodes, ...modifiers, ...definition.result(nodes) };
}

export function sortKeys(orders: readonly (SortOrder | Expression)[]): readonly SortKey[] {
  return orders.map((order) => {
    const { value, ...rest } = order instanceof Expression ? order.asc() : order;
    return { value: nodeOf(value), ...rest };
  });
}

function windowExpression<Type extends TypeName>(aggregate: AggregateNode, window: Window): Expression<Type> {
  const { partitionBy = [], orderBy = [] } = window;
  const frame = window.frame ?? defaultFrame(orderBy.length > 0);
  checkFrame(frame);
  const node: ExpressionNode = {
    ...aggregate,
    kind: "window",
    partitionBy: partitionBy.map(nodeOf),
    orderBy: sortKeys(orderBy),
    frame,
  };
  return new Expression(node);
}

function defaultFrame(isOrdered: boolean): WindowFrame {
  return isOrdered
    ? { units: "range", start: "unbounded", end: "current-row" }
    : { units: "rows", start: "unbounded", end: "unbounded" };
}

function checkFrame({ start, end }: WindowFrame): void {
  for (const bound of [start, end]) {
    const offset = offsetOf(bound);
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new LaneError("window-misuse", "a frame begins and ends a whole number of rows away, at least 0");
    }
  }
  if (position(start, -1) > position(end, 1)) throw new LaneError("window-misuse", "the frame begins behind its end");
}

function offsetOf(bound: FrameBound): number {
  if (typeof bound === "string") return 0;
  return "preceding" in bound ? bound.preceding : bound.following;
}

function position(bound: FrameBound, side: -1 | 1): number {
  if (bound === "unbounded") return side * Number.POSITIVE_INFINITY;
  if (bound === "current-row") return 0;
  return "preceding" in bound ? -bound.preceding : bound.following;
}
