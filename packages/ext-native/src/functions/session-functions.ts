import type { NativeSession } from "../../native/index.cjs";
import { type CallOptions, callOptionNames, cancellable } from "../cancellation.js";
import { checkOption, checkOptionNames, invalidOption, isFlag, isText } from "../check-options.js";
import type { NativeAddon } from "../load-addon.js";
import { unwrapNative } from "../unwrap-native.js";
import { assertWellFormedText } from "../well-formed-text.js";
import { aggregateHandler, type CallHandler, scalarHandler, tableHandler } from "./answer-calls.js";
import { encodeSchema } from "./encode-columns.js";
import type {
  AggregateFunction,
  AggregateFunctionDefinition,
  FunctionDescription,
  FunctionParameter,
  ScalarFunction,
  ScalarFunctionDefinition,
  TableFunction,
  TableFunctionDefinition,
} from "./function-definitions.js";

const volatilities: readonly unknown[] = ["immutable", "stable", "volatile"];

/** The functions that the SQL of a session can call. */
export class SessionFunctions {
  readonly #native: NativeSession;
  readonly #addon: NativeAddon;

  private constructor(native: NativeSession, addon: NativeAddon) {
    this.#native = native;
    this.#addon = addon;
  }

  /** @internal */
  static over(native: NativeSession, addon: NativeAddon): SessionFunctions {
    return new SessionFunctions(native, addon);
  }

  /**
   * Registers a scalar function in JavaScript. The engine calls it with whole batches, on the thread that registered it. What it throws, and a column
   * of another type or length, fail the query with `function-failed`, whose details name the function.
   *
   * Errors: `function-exists`, `unknown-option`, `invalid-option`, `session-closed`.
   */
  register(name: string, definition: ScalarFunctionDefinition, compute: ScalarFunction): void {
    checkOptionNames(definition, ["arguments", "returns", "volatility", "description"], "register");
    checkFunction("compute", compute);
    const { returns, ...described } = definition;
    const result = [{ name: "result", type: checkedType("returns", returns) }];
    this.#add({ ...described, name, kind: "scalar" }, result, scalarHandler(compute, returns));
  }

  /** Registers an aggregate function in JavaScript. Errors: as `register`. */
  registerAggregate<State>(
    name: string,
    definition: AggregateFunctionDefinition,
    aggregate: AggregateFunction<State>,
  ): void {
    checkOptionNames(definition, ["arguments", "returns", "state", "volatility", "description"], "registerAggregate");
    for (const part of ["init", "update", "merge", "evaluate"] as const) checkFunction(part, aggregate?.[part]);
    const { returns, state, ...described } = definition;
    const results = [
      { name: "result", type: checkedType("returns", returns) },
      { name: "state", type: checkedType("state", state) },
    ];
    this.#add({ ...described, name, kind: "aggregate" }, results, aggregateHandler(aggregate, state, returns));
  }

  /** Registers a table function in JavaScript: `SELECT * FROM name(1, 'a')`. Its arguments are constants. Errors: as `register`. */
  registerTable(name: string, definition: TableFunctionDefinition, rows: TableFunction): void {
    checkOptionNames(definition, ["arguments", "columns", "description", "tellsOfTheSession"], "registerTable");
    checkFunction("rows", rows);
    const { columns, ...described } = definition;
    checkParameters("columns", columns);
    this.#add({ ...described, name, kind: "table" }, columns, tableHandler(rows));
  }

  /**
   * Defines SQL macros by `CREATE FUNCTION name(a DOUBLE, b DOUBLE DEFAULT 1) RETURNS DOUBLE RETURN a * b`: all of them, or none. Each sees those
   * before it. It needs no permission in `allow`, which is about the SQL text of queries.
   *
   * Errors: `syntax-error`, `statement-refused`, `function-exists`, `invalid-function`, `not-supported` and others of planning, with the `index` of the statement.
   */
  async define(sql: string | readonly string[], options: CallOptions = {}): Promise<void> {
    checkOptionNames(options, callOptionNames, "define");
    const statements = typeof sql === "string" ? [sql] : [...sql];
    for (const statement of statements) assertWellFormedText(statement, "the SQL text");
    await cancellable(this.#addon, options, (cancellation) => this.#native.defineFunctions(statements, cancellation));
  }

  /**
   * Takes a macro or a JavaScript function away, as `DROP FUNCTION` does where `allow` has `"ddl"`. Statements that are prepared keep the macros that
   * they were planned with; where they call the JavaScript function they fail with `unknown-function`, also those under way.
   *
   * Errors: `unknown-function`, `statement-refused` for the engine's own functions.
   */
  async drop(name: string, options: CallOptions = {}): Promise<void> {
    checkOptionNames(options, callOptionNames, "drop");
    assertWellFormedText(name, "the name of a function");
    await cancellable(this.#addon, options, (cancellation) => this.#native.dropFunction(name, cancellation));
  }

  /** Every function that SQL can call, by kind and name. */
  list(): FunctionDescription[] {
    return JSON.parse(unwrapNative(this.#native.listFunctions())) as FunctionDescription[];
  }

  #add(
    definition: Described & { readonly name: string; readonly kind: string },
    returns: readonly FunctionParameter[],
    handler: CallHandler,
  ): void {
    const { arguments: parameters, ...described } = definition;
    assertWellFormedText(described.name, "the name of a function");
    checkParameters("arguments", parameters);
    checkOption("description", described.description, "a text", isText);
    checkOption("tellsOfTheSession", described.tellsOfTheSession, "true or false", isFlag);
    checkOption("volatility", described.volatility, volatilities.join(", "), (value) => volatilities.includes(value));
    unwrapNative(
      this.#native.registerFunction(
        JSON.stringify(described),
        encodeSchema(parameters),
        encodeSchema(returns),
        handler,
      ),
    );
  }
}

interface Described {
  readonly arguments: readonly FunctionParameter[];
  readonly description?: string;
  readonly volatility?: string;
  readonly tellsOfTheSession?: boolean;
}

function checkFunction(option: string, value: unknown): void {
  if (typeof value !== "function") throw invalidOption(option, "must be a function");
}

function checkedType<Type>(option: string, type: Type): Type {
  if (!isType(type)) throw invalidOption(option, "must be a type of apache-arrow");
  return type;
}

function checkParameters(option: string, parameters: unknown): void {
  const isParameter = (value: unknown): boolean =>
    typeof value === "object" &&
    value !== null &&
    isText(Reflect.get(value, "name")) &&
    isType(Reflect.get(value, "type"));
  if (!(Array.isArray(parameters) && parameters.every(isParameter))) {
    throw invalidOption(option, "must be a list of fields: { name, type } with types of apache-arrow");
  }
}

function isType(value: unknown): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "typeId") === "number";
}
