import type * as substrait from "../generated/substrait-messages.js";
import { LaneError } from "../lane-error.js";
import { type DecodeLimits, decodeMessage } from "../protobuf/decode-message.js";
import { checkExtensions } from "./plan-extensions.js";
import { PlanFindings } from "./plan-findings.js";
import { walkRoot } from "./walk-relation.js";

/** What a plan does, for people and for policies. */
export interface PlanInspection {
  /** Tables in the order in which the plan names them, each once. */
  readonly tables: readonly InspectedTable[];
  readonly functions: readonly InspectedFunction[];
  /** How often each kind of relation stands in the plan: `{ read: 2, join: 1 }`. */
  readonly relations: Readonly<Record<string, number>>;
  /** By place, from 1. */
  readonly parameters: readonly InspectedParameter[];
  /** How many queries stand in each other: 1 without subqueries. A query in FROM leaves no trace in a plan. */
  readonly queryDepth: number;
  /** How many constants stand in expressions and rows. */
  readonly literals: number;
  /** The names of the columns that come out. */
  readonly outputs: readonly string[];
  /** The version of Substrait that the plan says it has: `0.85.0`. */
  readonly version: string;
  /** Who made the plan, as it says. */
  readonly producer: string;
}

export interface InspectedTable {
  /** The parts of the name: `["flights"]`, `["catalog", "schema", "flights"]`. */
  readonly name: readonly string[];
  /** The columns that the plan declares the table to have. */
  readonly declared: readonly string[];
  /** The columns whose values reach an expression or the output. A policy over columns judges these. */
  readonly columns: readonly string[];
}

export interface InspectedFunction {
  /** The name without the signature. */
  readonly name: string;
  /** The extension that declares it; undefined where the plan does not say, as in plans of DataFusion. */
  readonly urn: string | undefined;
}

export interface InspectedParameter {
  readonly place: number;
  /** The type as the plan gives it: `i64`, `string`. */
  readonly type: string;
}

/** How much of a foreign plan is read, and which functions it may call. */
export interface PlanLimits extends Partial<DecodeLimits> {
  /** The most columns that a relation may have. 10,000 unless given. */
  readonly maxColumns?: number;
  /** Names of the functions that a plan may call. Any unless given. */
  readonly functions?: readonly string[];
}

const defaultLimits: DecodeLimits & { readonly maxColumns: number } = {
  maxBytes: 16 * 1024 * 1024,
  maxDepth: 100,
  maxMessages: 500_000,
  maxColumns: 10_000,
};

/**
 * What a plan of Substrait does. The bytes may come from anyone: they are checked as by `validatePlan` first.
 *
 * @throws {LaneError} as `validatePlan`
 */
export function inspectPlan(bytes: Uint8Array, limits: PlanLimits = {}): PlanInspection {
  const { plan, findings, outputs } = checkedPlan(bytes, limits);
  const { majorNumber = 0, minorNumber = 0, patchNumber = 0, producer = "" } = plan.version ?? {};
  return {
    tables: findings.inspectedTables(),
    functions: findings.inspectedFunctions(),
    relations: findings.relations,
    parameters: findings.inspectedParameters(),
    queryDepth: findings.queryDepth,
    literals: findings.literals,
    outputs,
    version: `${majorNumber}.${minorNumber}.${patchNumber}`,
    producer,
  };
}

/**
 * Checks that bytes are one query of Substrait v0.85 whose references all lead somewhere: in one pass, within limits of size, depth, messages and columns.
 * What the engine would pass over in silence is refused too: filters inside a read, enhancements, bindings of parameters.
 *
 * @throws {LaneError} `plan-too-large`, `plan-too-deep`, `plan-malformed`, `plan-unknown-field`, `plan-unsupported`, `plan-invalid-reference`, `plan-duplicate-anchor`,
 * `plan-unknown-function`
 */
export function validatePlan(bytes: Uint8Array, limits: PlanLimits = {}): void {
  checkedPlan(bytes, limits);
}

function checkedPlan(bytes: Uint8Array, limits: PlanLimits) {
  if (!(bytes instanceof Uint8Array)) throw new LaneError("plan-malformed", "a plan is a Uint8Array");
  const { functions, ...given } = limits;
  const all = { ...defaultLimits, ...given };
  const plan = decodeMessage<substrait.Plan>("Plan", bytes, all);
  const relations = plan.relations ?? [];
  const findings = new PlanFindings(checkExtensions(plan, functions), relations, all.maxColumns);
  const roots = relations.filter(({ root }) => root !== undefined);
  const [only, ...more] = roots.length === 0 ? relations : roots;
  if (only === undefined || more.length > 0) {
    const what = `a plan has one root, and trees that it refers to; this one has ${relations.length} relations`;
    throw new LaneError("plan-unsupported", what);
  }
  if ((plan.parameterBindings ?? []).length > 0) {
    throw new LaneError("plan-unsupported", "the plan binds parameters, which the engine passes over");
  }
  return { plan, findings, outputs: walkRoot(only, findings) };
}
