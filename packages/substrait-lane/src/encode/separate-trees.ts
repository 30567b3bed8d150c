import type * as substrait from "../generated/substrait-messages.js";
import { messageLayout } from "../protobuf/message-layout.js";

type Message = Readonly<Record<string, unknown>>;

/** A relation whose messages stand deeper in each other is a tree of its own. Leaves room for the expressions around a subquery. */
const deepestTree = 60;

/**
 * Before: a plan whose relations stand too deep in each other for a reader. After: the deep ones as trees of the plan, each before the one that refers
 * to it (https://substrait.io/relations/logical_relations/#reference-operator). What is deep within one expression stays so.
 */
export function withSeparateTrees(plan: substrait.Plan): substrait.Plan {
  const trees: substrait.PlanRel[] = [];
  const roots = (plan.relations ?? []).map((root) => shallow("PlanRel", root as Message, trees).message);
  return { ...plan, relations: [...trees, ...roots] };
}

interface Measured {
  readonly message: Message;
  /** How deep messages stand in each other, with this one. */
  readonly depth: number;
}

function shallow(name: string, message: Message, trees: substrait.PlanRel[]): Measured {
  const { byName } = messageLayout(name);
  const result: Record<string, unknown> = {};
  let deepest = 0;
  for (const [key, value] of Object.entries(message)) {
    const field = byName.get(key);
    result[key] = value;
    if (field?.kind !== "message" || value === undefined) continue;
    const inner = (Array.isArray(value) ? value : [value]).map((one) => shallow(field.typeName, one as Message, trees));
    result[key] = Array.isArray(value) ? inner.map((one) => one.message) : inner[0]?.message;
    for (const { depth } of inner) deepest = Math.max(deepest, depth);
  }
  const depth = deepest + 1;
  if (name !== "Rel" || depth <= deepestTree) return { message: result, depth };
  trees.push({ rel: result });
  return { message: { reference: { subtreeOrdinal: trees.length - 1 } }, depth: 2 };
}
