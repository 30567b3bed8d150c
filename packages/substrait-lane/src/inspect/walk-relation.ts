import type * as substrait from "../generated/substrait-messages.js";
import { LaneError } from "../lane-error.js";
import { checkEnhancement } from "./plan-extensions.js";
import type { PlanColumn, PlanFindings } from "./plan-findings.js";
import {
  call,
  invalid,
  missing,
  type Surroundings,
  unsupported,
  walkExpression,
  walkOutput,
} from "./walk-expression.js";
import { walkRead } from "./walk-read.js";

/** What the engine's plans say of an aggregate with one grouping set. */
const groupingSetsHint = "causeway.grouping_sets";

/** Checks the relation of a plan, and gives the names of what comes out. */
export function walkRoot({ root, rel }: substrait.PlanRel, findings: PlanFindings): readonly string[] {
  const columns = walkRelation(root?.input ?? rel, { findings, scopes: [], lambdas: [], queryDepth: 1, walkRelation });
  for (const column of columns) findings.use(column);
  if (root === undefined) return [];
  const names = root.names ?? [];
  const wanted = columns.reduce((sum, column) => sum + column.names, 0);
  if (names.length > 0 && names.length !== wanted) {
    throw new LaneError("plan-malformed", `the root has ${names.length} names for ${wanted} columns and fields`);
  }
  return names;
}

/** Checks a relation, and gives the columns that come out of it. */
function walkRelation(relation: substrait.Rel | undefined, around: Surroundings): readonly PlanColumn[] {
  const [kind] = Object.keys(relation ?? {}) as (keyof substrait.Rel)[];
  if (relation === undefined || kind === undefined) throw missing("a relation");
  const { findings } = around;
  if (kind === "reference") {
    return findings.within(() => walkRelation(findings.tree(relation.reference?.subtreeOrdinal ?? 0), around));
  }
  findings.relation(kind);
  const columns = findings.within(() => relationColumns(relation, kind, around));
  findings.checkWidth(columns.length);
  const body = relation[kind] as {
    readonly common?: substrait.RelCommon;
    readonly advancedExtension?: substrait.AdvancedExtension;
  };
  checkEnhancement(body.advancedExtension, kind);
  checkEnhancement(body.common?.advancedExtension, kind);
  const mapping = body.common?.emit?.outputMapping;
  findings.checkWidth(mapping?.length ?? 0);
  return emitted(columns, mapping);
}

function emitted(columns: readonly PlanColumn[], mapping: readonly number[] | undefined): readonly PlanColumn[] {
  if (mapping === undefined) return columns;
  return mapping.map((index) => {
    const column = columns[index];
    if (column === undefined) throw invalid(`an output mapping names column ${index} of ${columns.length}`);
    return column;
  });
}

/** What a relation gives before its output is chosen. */
function relationColumns(
  relation: substrait.Rel,
  kind: keyof substrait.Rel,
  around: Surroundings,
): readonly PlanColumn[] {
  const walk = (input: substrait.Rel | undefined) => walkRelation(input, around);
  const over = (columns: readonly PlanColumn[]): Surroundings => ({ ...around, scopes: [columns, ...around.scopes] });
  switch (kind) {
    case "read":
      return walkRead(relation.read ?? {}, around);
    case "filter": {
      const columns = walk(relation.filter?.input);
      walkExpression(relation.filter?.condition, over(columns));
      return columns;
    }
    case "project": {
      const columns = walk(relation.project?.input);
      const row = over(columns);
      return [...columns, ...(relation.project?.expressions ?? []).map((expression) => walkOutput(expression, row))];
    }
    case "join":
      return joinColumns(relation.join ?? {}, around);
    case "cross":
      return [...walk(relation.cross?.left), ...walk(relation.cross?.right)];
    case "aggregate":
      return aggregateColumns(relation.aggregate ?? {}, around);
    case "sort": {
      const columns = walk(relation.sort?.input);
      walkSorts(relation.sort?.sorts, over(columns));
      return columns;
    }
    case "fetch": {
      const { input, offset = 0n, count = 0n, offsetExpr, countExpr } = relation.fetch ?? {};
      if (offset < 0n || count < -1n) throw invalid(`a fetch of ${count} rows behind ${offset}`);
      for (const bound of [offsetExpr, countExpr])
        if (bound !== undefined) walkExpression(bound, { ...around, scopes: [] });
      return walk(input);
    }
    case "set":
      return setColumns(relation.set ?? {}, around);
    default:
      throw unsupported(`the relation ${kind}`);
  }
}

function joinColumns(join: substrait.JoinRel, around: Surroundings): readonly PlanColumn[] {
  const left = around.walkRelation(join.left, around);
  const right = around.walkRelation(join.right, around);
  const both = [...left, ...right];
  const row = { ...around, scopes: [both, ...around.scopes] };
  if (join.expression !== undefined) walkExpression(join.expression, row);
  if (join.postJoinFilter !== undefined) throw unsupported("a filter after a join");
  const mark: PlanColumn = { origins: [], names: 1 };
  switch (join.type) {
    case "JOIN_TYPE_INNER":
    case "JOIN_TYPE_OUTER":
    case "JOIN_TYPE_LEFT":
    case "JOIN_TYPE_RIGHT":
      return both;
    case "JOIN_TYPE_LEFT_SEMI":
    case "JOIN_TYPE_LEFT_ANTI":
      return left;
    case "JOIN_TYPE_RIGHT_SEMI":
    case "JOIN_TYPE_RIGHT_ANTI":
      return right;
    case "JOIN_TYPE_LEFT_MARK":
      return [...left, mark];
    case "JOIN_TYPE_RIGHT_MARK":
      return [...right, mark];
    default:
      throw unsupported(`a join of the type ${join.type ?? "unspecified"}`);
  }
}

function aggregateColumns(aggregate: substrait.AggregateRel, around: Surroundings): readonly PlanColumn[] {
  const { groupings = [], groupingExpressions = [], measures = [] } = aggregate;
  const columns = around.walkRelation(aggregate.input, around);
  const row = { ...around, scopes: [columns, ...around.scopes] };
  const listed = groupingExpressions.map((expression) => walkExpression(expression, row));
  // The older place, which DataFusion's producer fills besides.
  const inline = groupings.flatMap((grouping) => grouping.groupingExpressions ?? []);
  const older = inline.map((expression) => walkExpression(expression, row));
  const keys = listed.length > 0 ? listed : older;
  for (const { expressionReferences = [] } of groupings) {
    const wrong = expressionReferences.find((index) => index >= groupingExpressions.length);
    if (wrong !== undefined) throw invalid(`a grouping names expression ${wrong} of ${groupingExpressions.length}`);
  }
  if (groupings.length + measures.length === 0) throw missing("a grouping or a measure of an aggregate");
  const results = measures.map(({ measure, filter }) => {
    if (measure === undefined) throw missing("the function of a measure");
    if (filter !== undefined) walkExpression(filter, row);
    walkSorts(measure.sorts, row);
    return call(measure, row);
  });
  // Over several groupings a number says which one a row is of: DataFusion has it before the measures, the specification behind them.
  // So it is over one that our hint calls a set.
  const areSets = groupings.length > 1 || aggregate.common?.hint?.alias === groupingSetsHint;
  const groupingNumber: readonly PlanColumn[] = areSets ? [{ origins: [], names: 1 }] : [];
  return [...keys, ...groupingNumber, ...results];
}

function setColumns({ inputs = [], op }: substrait.SetRel, around: Surroundings): readonly PlanColumn[] {
  if (inputs.length < 2) throw new LaneError("plan-malformed", "a set operation takes at least two inputs");
  if (op === undefined || op === "SET_OP_UNSPECIFIED") throw missing("the kind of a set operation");
  const [first = [], ...others] = inputs.map((input) => around.walkRelation(input, around));
  for (const columns of [first, ...others]) {
    if (columns.length !== first.length) throw invalid("the inputs of a set operation differ in their columns");
    for (const column of columns) around.findings.use(column);
  }
  return first.map(({ names }) => ({ origins: [], names }));
}

function walkSorts(sorts: readonly substrait.SortField[] = [], row: Surroundings): void {
  for (const { expr, direction, comparisonFunctionReference } of sorts) {
    walkExpression(expr, row);
    if (comparisonFunctionReference !== undefined) throw unsupported("a sort by a function");
    if (direction === undefined || direction === "SORT_DIRECTION_UNSPECIFIED") throw missing("the direction of a sort");
  }
}
