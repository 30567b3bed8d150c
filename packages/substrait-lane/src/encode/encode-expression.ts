import type {
  AggregateNode,
  ColumnNode,
  ExpressionNode,
  FrameBound,
  SortKey,
  WindowNode,
} from "../expression/expression-node.js";
import type * as substrait from "../generated/substrait-messages.js";
import { LaneError } from "../lane-error.js";
import type { RelationNode } from "../relation/relation-node.js";
import { balancedChain } from "./balanced-chain.js";
import { encodeLiteral } from "./encode-literal.js";
import { encodeType } from "./encode-type.js";
import type { FunctionAnchors } from "./function-anchors.js";
import { ifClause } from "./if-clause.js";
import { type EncodedScope, meetsOutside, withOwnNames } from "./separate-names.js";

/** What a relation's expressions are written with. */
export interface Encoding {
  readonly anchors: FunctionAnchors;
  /** The scopes around, the innermost first. */
  readonly scopes: readonly EncodedScope[];
  readonly encodeRelation: (node: RelationNode, encoding: Encoding) => substrait.Rel;
}

/** An expression of Substrait. Columns are numbers: of the row itself, or so many steps out of a subquery. */
export function encodeExpression(node: ExpressionNode, encoding: Encoding): substrait.Expression {
  const encode = (inner: ExpressionNode) => encodeExpression(inner, encoding);
  switch (node.kind) {
    case "column":
      return { selection: fieldReference(node, encoding.scopes) };
    case "literal":
      return { literal: encodeLiteral(node) };
    case "parameter":
      return { dynamicParameter: { type: encodeType(node.type, node.nullable), parameterReference: node.index } };
    case "call":
      return { scalarFunction: encodeCall(balancedChain(node), encoding) };
    case "case":
      return {
        ifThen: {
          ifs: node.branches.map(({ when, value }) => ifClause(encode(when), encode(value))),
          else: encode(node.otherwise),
        },
      };
    case "cast":
      return {
        cast: {
          type: encodeType(node.type, node.nullable),
          input: encode(node.input),
          failureBehavior:
            node.onFailure === "null" ? "FAILURE_BEHAVIOR_RETURN_NULL" : "FAILURE_BEHAVIOR_THROW_EXCEPTION",
        },
      };
    case "in-list":
      return {
        singularOrList: {
          value: encode(node.value),
          options: node.options.map((option) => encodeOption(option, node.value.nullable, encoding)),
        },
      };
    case "scalar-subquery":
      return { subquery: { scalar: { input: encodeSubquery(node.relation, encoding) } } };
    case "in-subquery": {
      const haystack = encodeSubquery(node.relation, encoding);
      return { subquery: { inPredicate: { needles: [encode(node.value)], haystack } } };
    }
    case "exists": {
      const tuples = encoding.encodeRelation(node.relation, encoding);
      return { subquery: { setPredicate: { predicateOp: "PREDICATE_OP_EXISTS", tuples } } };
    }
    case "window":
      return { windowFunction: encodeWindow(node, encoding) };
  }
}

/** A subquery whose column is looked at. */
function encodeSubquery(relation: RelationNode, encoding: Encoding): substrait.Rel {
  const { anchors, scopes } = encoding;
  const encoded = encoding.encodeRelation(relation, encoding);
  if (!meetsOutside(relation, scopes[0])) return encoded;
  return withOwnNames(encoded, relation.fields.length, anchors.nextName(), anchors);
}

function fieldReference(
  { scope, index }: ColumnNode,
  scopes: readonly EncodedScope[],
): substrait.ExpressionFieldReference {
  const stepsOut = scopes.findIndex((encoded) => encoded.scope === scope);
  if (stepsOut < 0) {
    const name = scope.fields[index]?.name;
    throw new LaneError(
      "unbound-column",
      `column ${name} belongs to a relation that the expression does not stand over`,
    );
  }
  const directReference = { structField: { field: index } };
  return stepsOut === 0 ? { directReference, rootReference: {} } : { directReference, outerReference: { stepsOut } };
}

/** The options of a list have the type of the value to the letter, which means its nullability too. */
function encodeOption(node: ExpressionNode, nullable: boolean, encoding: Encoding): substrait.Expression {
  return node.kind === "literal" ? { literal: encodeLiteral(node, nullable) } : encodeExpression(node, encoding);
}

function encodeCall(
  node: ExpressionNode & { readonly kind: "call" },
  encoding: Encoding,
): substrait.ExpressionScalarFunction {
  const options = Object.entries(node.function.options ?? {}).map(([name, value]) => ({ name, preference: [value] }));
  return {
    functionReference: encoding.anchors.anchorOf(node.function, node.args),
    arguments: encodeArguments(node.args, encoding),
    outputType: encodeType(node.type, node.nullable),
    ...(options.length > 0 ? { options } : {}),
  };
}

function encodeArguments(args: readonly ExpressionNode[], encoding: Encoding): substrait.FunctionArgument[] {
  return args.map((arg) => ({ value: encodeExpression(arg, encoding) }));
}

/** An aggregate with its filter, as AggregateRel has it. */
export function encodeMeasure(node: AggregateNode, encoding: Encoding): substrait.AggregateRelMeasure {
  const measure: substrait.AggregateFunction = {
    functionReference: encoding.anchors.anchorOf(node.function, node.args),
    arguments: encodeArguments(node.args, encoding),
    outputType: encodeType(node.type, node.nullable),
    phase: "AGGREGATION_PHASE_INITIAL_TO_RESULT",
    sorts: encodeSorts(node.orderBy, encoding),
    invocation: node.distinct ? "AGGREGATION_INVOCATION_DISTINCT" : "AGGREGATION_INVOCATION_ALL",
  };
  return node.filter === undefined ? { measure } : { measure, filter: encodeExpression(node.filter, encoding) };
}

function encodeWindow(node: WindowNode, encoding: Encoding): substrait.ExpressionWindowFunction {
  const { units, start, end } = node.frame;
  return {
    functionReference: encoding.anchors.anchorOf(node.function, node.args),
    arguments: encodeArguments(node.args, encoding),
    outputType: encodeType(node.type, node.nullable),
    phase: "AGGREGATION_PHASE_INITIAL_TO_RESULT",
    invocation: "AGGREGATION_INVOCATION_ALL",
    partitions: node.partitionBy.map((part) => encodeExpression(part, encoding)),
    sorts: encodeSorts(node.orderBy, encoding),
    boundsType: units === "rows" ? "BOUNDS_TYPE_ROWS" : "BOUNDS_TYPE_RANGE",
    lowerBound: encodeBound(start),
    upperBound: encodeBound(end),
  };
}

function encodeBound(bound: FrameBound): substrait.ExpressionWindowFunctionBound {
  if (bound === "unbounded") return { unbounded: {} };
  if (bound === "current-row") return { currentRow: {} };
  const offset = "preceding" in bound ? bound.preceding : bound.following;
  if (offset === 0) return { currentRow: {} };
  return "preceding" in bound ? { preceding: { offset: BigInt(offset) } } : { following: { offset: BigInt(offset) } };
}

export function encodeSorts(keys: readonly SortKey[], encoding: Encoding): substrait.SortField[] {
  return keys.map(({ value, descending, nullsFirst }) => ({
    expr: encodeExpression(value, encoding),
    direction: `SORT_DIRECTION_${descending ? "DESC" : "ASC"}_NULLS_${nullsFirst ? "FIRST" : "LAST"}`,
  }));
}
