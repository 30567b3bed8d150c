import type * as substrait from "../generated/substrait-messages.js";
import { LaneError } from "../lane-error.js";
import type { DeclaredFunction } from "./plan-extensions.js";
import type { InspectedFunction, InspectedParameter, InspectedTable } from "./plan-inspection.js";

/** A column of a relation in a plan. */
export interface PlanColumn {
  /** The columns of tables whose values it has. */
  readonly origins: readonly TableColumn[];
  /** How many names it takes in the root: more than one where it holds structs. */
  readonly names: number;
}

export interface TableColumn {
  readonly table: FoundTable;
  readonly name: string;
}

interface FoundTable {
  readonly name: readonly string[];
  readonly declared: Set<string>;
  readonly used: Set<string>;
}

/** The same as in the engine. */
const deepestRelation = 1_000;

/** What is found on the way through a plan. */
export class PlanFindings {
  readonly relations: Record<string, number> = {};
  literals = 0;
  queryDepth = 1;
  readonly #declared: ReadonlyMap<number, DeclaredFunction>;
  readonly #maxColumns: number;
  readonly #trees: readonly substrait.PlanRel[];
  readonly #followed = new Set<number>();
  #depth = 0;
  readonly #functions = new Set<DeclaredFunction>();
  readonly #tables = new Map<string, FoundTable>();
  readonly #parameters = new Map<number, string>();

  /** `trees`: the relations of the plan, by which `reference` relations call them. */
  constructor(
    declared: ReadonlyMap<number, DeclaredFunction>,
    trees: readonly substrait.PlanRel[],
    maxColumns: number,
  ) {
    this.#declared = declared;
    this.#trees = trees;
    this.#maxColumns = maxColumns;
  }

  relation(kind: string): void {
    this.relations[kind] = (this.relations[kind] ?? 0) + 1;
  }

  /**
   * A tree of the plan, where a relation refers to it. Each is followed once, so that few bytes are no large plan.
   *
   * @throws {LaneError} `plan-invalid-reference`, `plan-unsupported`
   */
  tree(ordinal: number): substrait.Rel {
    const relation = this.#trees[ordinal]?.rel;
    if (relation === undefined) {
      throw new LaneError("plan-invalid-reference", `no tree of the plan has the ordinal ${ordinal}`);
    }
    if (this.#followed.has(ordinal)) throw new LaneError("plan-unsupported", "two references to one tree of a plan");
    this.#followed.add(ordinal);
    return relation;
  }

  /** Follows a relation: with trees of its own, a plan is deeper than its messages. @throws {LaneError} `plan-too-deep` */
  within<Result>(follow: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > deepestRelation) {
      throw new LaneError("plan-too-deep", `more than ${deepestRelation} relations stand in each other`);
    }
    const result = follow();
    this.#depth -= 1;
    return result;
  }

  /** @throws {LaneError} `plan-invalid-reference` */
  function(reference: number): void {
    const declared = this.#declared.get(reference);
    if (declared === undefined)
      throw new LaneError("plan-invalid-reference", `no function has the anchor ${reference}`);
    this.#functions.add(declared);
  }

  parameter(reference: number, type: string): void {
    this.#parameters.set(reference + 1, type);
  }

  /** The table of a name, one for all its reads. */
  table(name: readonly string[], columns: readonly string[]): FoundTable {
    const key = JSON.stringify(name);
    const table = this.#tables.get(key) ?? { name, declared: new Set<string>(), used: new Set<string>() };
    this.#tables.set(key, table);
    for (const column of columns) table.declared.add(column);
    return table;
  }

  use({ origins }: PlanColumn): void {
    for (const { table, name } of origins) table.used.add(name);
  }

  /** @throws {LaneError} `plan-too-large` */
  checkWidth(columns: number): void {
    if (columns > this.#maxColumns) {
      throw new LaneError("plan-too-large", `a relation has ${columns} columns, the most is ${this.#maxColumns}`);
    }
  }

  inspectedTables(): InspectedTable[] {
    return [...this.#tables.values()].map(({ name, declared, used }) => ({
      name,
      declared: [...declared],
      columns: [...declared].filter((column) => used.has(column)),
    }));
  }

  inspectedFunctions(): InspectedFunction[] {
    return [...this.#functions].map(({ name, urn }) => ({ name, urn }));
  }

  inspectedParameters(): InspectedParameter[] {
    return [...this.#parameters].sort(([left], [right]) => left - right).map(([place, type]) => ({ place, type }));
  }
}
