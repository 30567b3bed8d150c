import type * as substrait from "../generated/substrait-messages.js";
import { LaneError } from "../lane-error.js";
import type { PlanColumn, PlanFindings } from "./plan-findings.js";
import { kindOfType, namesOfType } from "./plan-types.js";

/** What an expression in a plan stands over. */
export interface Surroundings {
  readonly findings: PlanFindings;
  /** The columns of the row, then those of each query around. */
  readonly scopes: readonly (readonly PlanColumn[])[];
  /** How many queries are around, with this one. */
  readonly queryDepth: number;
  /** The parameters of the lambdas around, the nearest first. */
  readonly lambdas: readonly (readonly PlanColumn[])[];
  readonly walkRelation: (relation: substrait.Rel | undefined, around: Surroundings) => readonly PlanColumn[];
}

const plain: PlanColumn = { origins: [], names: 1 };

/** Checks an expression, and gives the column that it makes. */
export function walkExpression(expression: substrait.Expression | undefined, around: Surroundings): PlanColumn {
  const [kind] = Object.keys(expression ?? {}) as (keyof substrait.Expression)[];
  if (expression === undefined || kind === undefined) throw missing("an expression");
  const walk = (inner: substrait.Expression | undefined) => walkExpression(inner, around);
  const each = (inner: readonly substrait.Expression[] = []) => {
    for (const one of inner) walk(one);
  };
  switch (kind) {
    case "selection": {
      const column = referencedColumn(expression.selection ?? {}, around);
      around.findings.use(column);
      return column;
    }
    case "literal":
      around.findings.literals += 1;
      return plain;
    case "scalarFunction":
      return call(expression.scalarFunction ?? {}, around);
    case "windowFunction": {
      const { partitions, sorts = [], lowerBound, upperBound } = expression.windowFunction ?? {};
      each(partitions);
      for (const { expr } of sorts) walk(expr);
      for (const bound of [lowerBound, upperBound]) checkBound(bound);
      return call(expression.windowFunction ?? {}, around);
    }
    case "ifThen": {
      const { ifs = [], else: otherwise } = expression.ifThen ?? {};
      const branches = ifs.map((clause) => {
        walk(clause.if);
        return clause.then === undefined ? plain : walk(clause.then);
      });
      if (ifs.length === 0) throw missing("a branch of IfThen");
      const last = otherwise === undefined ? plain : walk(otherwise);
      return { origins: [], names: Math.max(last.names, ...branches.map(({ names }) => names)) };
    }
    case "singularOrList":
      walk(expression.singularOrList?.value);
      each(expression.singularOrList?.options);
      return plain;
    case "cast":
      walk(expression.cast?.input);
      if (expression.cast?.type === undefined) throw missing("the type of a cast");
      return { origins: [], names: namesOfType(expression.cast.type) };
    case "subquery":
      return subquery(expression.subquery ?? {}, around);
    case "nested":
      each(expression.nested?.list?.values);
      if (expression.nested?.list === undefined) throw unsupported("a nested struct or map");
      return plain;
    case "dynamicParameter": {
      const { parameterReference = 0, type } = expression.dynamicParameter ?? {};
      around.findings.parameter(parameterReference, kindOfType(type));
      return { origins: [], names: namesOfType(type) };
    }
    case "lambda": {
      const { parameters = {}, body } = expression.lambda ?? {};
      const given = (parameters.types ?? []).map((type): PlanColumn => ({ origins: [], names: namesOfType(type) }));
      around.findings.checkWidth(given.length);
      return walkExpression(body, { ...around, lambdas: [given, ...around.lambdas] });
    }
    default:
      throw unsupported(`the expression ${kind}`);
  }
}

/** Checks what a projection gives: a column that it passes on is not used by that alone. */
export function walkOutput(expression: substrait.Expression, around: Surroundings): PlanColumn {
  const { selection } = expression;
  const passesOn = selection !== undefined && selection.outerReference === undefined;
  return passesOn ? referencedColumn(selection, around) : walkExpression(expression, around);
}

function referencedColumn(
  reference: substrait.ExpressionFieldReference,
  { scopes, lambdas }: Surroundings,
): PlanColumn {
  const { directReference, outerReference, lambdaParameterReference } = reference;
  if (reference.expression !== undefined) throw unsupported("a reference into an expression");
  const segment = directReference?.structField;
  if (segment === undefined || segment.child !== undefined) throw unsupported("a reference into a value");
  const steps = outerReference === undefined ? 0 : (outerReference.stepsOut ?? 0);
  if (outerReference !== undefined && steps === 0) throw invalid("an outer reference goes 0 steps out");
  const columns =
    lambdaParameterReference === undefined ? scopes[steps] : lambdas[lambdaParameterReference.stepsOut ?? 0];
  const index = segment.field ?? 0;
  const column = columns?.[index];
  if (column === undefined) {
    throw invalid(
      columns === undefined ? "a reference goes out of all queries or lambdas" : `column ${index} of ${columns.length}`,
    );
  }
  return column;
}

interface Call {
  readonly functionReference?: number;
  readonly arguments?: readonly substrait.FunctionArgument[];
  readonly args?: readonly substrait.Expression[];
  readonly outputType?: substrait.Type;
}

/** Checks a call of any kind of function. */
export function call(call: Call, around: Surroundings): PlanColumn {
  around.findings.function(call.functionReference ?? 0);
  for (const argument of call.arguments ?? []) {
    if (argument.value !== undefined) walkExpression(argument.value, around);
    else if (argument.enum === undefined && argument.type === undefined) throw missing("a function's argument");
  }
  if ((call.args ?? []).length > 0) throw unsupported("arguments in the field args, which the engine passes over");
  return { origins: [], names: namesOfType(call.outputType) };
}

function checkBound(bound: substrait.ExpressionWindowFunctionBound | undefined): void {
  const offset = bound?.preceding?.offset ?? bound?.following?.offset;
  if (bound !== undefined && Object.keys(bound).length === 0) throw missing("the kind of a frame's bound");
  if (offset !== undefined && offset <= 0n) throw invalid(`a frame's bound is ${offset} rows away`);
}

function subquery(
  { scalar, inPredicate, setPredicate, setComparison }: substrait.ExpressionSubquery,
  around: Surroundings,
): PlanColumn {
  const inner = (relation: substrait.Rel | undefined) => {
    const { findings, queryDepth } = around;
    findings.queryDepth = Math.max(findings.queryDepth, queryDepth + 1);
    const columns = around.walkRelation(relation, { ...around, queryDepth: queryDepth + 1 });
    for (const column of columns) around.findings.use(column);
    return columns;
  };
  if (scalar !== undefined) return { origins: [], names: onlyColumn(inner(scalar.input)).names };
  if (inPredicate !== undefined) {
    const { needles = [], haystack } = inPredicate;
    for (const needle of needles) walkExpression(needle, around);
    if (needles.length !== inner(haystack).length)
      throw invalid("an IN looks for as many values as its subquery has columns");
    return plain;
  }
  if (setPredicate !== undefined) {
    if (setPredicate.predicateOp !== "PREDICATE_OP_EXISTS") throw unsupported("a set predicate other than EXISTS");
    around.walkRelation(setPredicate.tuples, around);
    return plain;
  }
  if (setComparison === undefined) throw missing("the kind of a subquery");
  walkExpression(setComparison.left, around);
  onlyColumn(inner(setComparison.right));
  return plain;
}

function onlyColumn(columns: readonly PlanColumn[]): PlanColumn {
  const [only, ...more] = columns;
  if (only === undefined || more.length > 0) throw invalid(`a subquery of one column has ${columns.length}`);
  return only;
}

export function missing(what: string): LaneError {
  return new LaneError("plan-malformed", `${what} is missing`);
}

export function invalid(text: string): LaneError {
  return new LaneError("plan-invalid-reference", text);
}

export function unsupported(what: string): LaneError {
  return new LaneError("plan-unsupported", `the plan has ${what}`);
}
