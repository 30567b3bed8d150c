import type {
  AggregateFunction,
  AggregateFunctionDefinition,
  EngineSession,
  FunctionDescription,
  ScalarFunction,
  ScalarFunctionDefinition,
  TableFunction,
  TableFunctionDefinition,
} from "@causeway/ext-native";

/** The functions that the SQL of a session can call. */
export interface SessionFunctions {
  /** Registers a scalar function in JavaScript, which the engine calls with batches. Errors: `function-exists`, `invalid-option`, `unknown-option`. */
  register(name: string, definition: ScalarFunctionDefinition, compute: ScalarFunction): Promise<void>;
  /** Registers an aggregate function in JavaScript. Errors: as `register`. */
  registerAggregate<State>(
    name: string,
    definition: AggregateFunctionDefinition,
    aggregate: AggregateFunction<State>,
  ): Promise<void>;
  /** Registers a table function in JavaScript: an async generator of batches. Errors: as `register`. */
  registerTable(name: string, definition: TableFunctionDefinition, rows: TableFunction): Promise<void>;
  /** Defines SQL macros by CREATE FUNCTION statements: all of them, or none. Errors: `syntax-error`, `function-exists`, `invalid-function`, … */
  define(sql: string | readonly string[]): Promise<void>;
  /**
   * Takes a macro or a JavaScript function away. A query that was compiled before keeps its macros, and fails with `unknown-function` where it calls the
   * JavaScript function. Errors: `unknown-function`, `statement-refused` for the engine's own functions.
   */
  drop(name: string): Promise<void>;
  /** Every function that SQL can call, by kind and name. */
  list(): readonly FunctionDescription[];
}

/** The engine's functions; what changes them is told to those who keep plans. */
export class EngineFunctions implements SessionFunctions {
  readonly #engine: EngineSession;
  readonly #during: (act: () => Promise<void>) => Promise<void>;

  /** Each change happens within `during`. */
  constructor(engine: EngineSession, during: (act: () => Promise<void>) => Promise<void>) {
    this.#engine = engine;
    this.#during = during;
  }

  async register(name: string, definition: ScalarFunctionDefinition, compute: ScalarFunction): Promise<void> {
    await this.#during(async () => this.#engine.functions.register(name, definition, compute));
  }

  async registerAggregate<State>(
    name: string,
    definition: AggregateFunctionDefinition,
    aggregate: AggregateFunction<State>,
  ): Promise<void> {
    await this.#during(async () => this.#engine.functions.registerAggregate(name, definition, aggregate));
  }

  async registerTable(name: string, definition: TableFunctionDefinition, rows: TableFunction): Promise<void> {
    await this.#during(async () => this.#engine.functions.registerTable(name, definition, rows));
  }

  async define(sql: string | readonly string[]): Promise<void> {
    await this.#during(() => this.#engine.functions.define(sql));
  }

  async drop(name: string): Promise<void> {
    await this.#during(() => this.#engine.functions.drop(name));
  }

  list(): readonly FunctionDescription[] {
    return this.#engine.functions.list();
  }
}
