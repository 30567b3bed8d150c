import type { EngineSession, TableDescription, TableSource } from "@causeway/ext-native";
import type { Schema } from "apache-arrow";

/** The tables that the SQL of a session can name. */
export interface SessionTables {
  /**
   * Adds a table. A Delta table without `version` and `timestamp` is the newest of this moment, and stays it.
   *
   * Errors: `table-exists`, `file-not-found`, `not-a-delta-table`, `version-not-found`, and others of the engine.
   */
  register(name: string, source: TableSource): Promise<TableDescription>;
  /** Takes a table away; false if there was none. What is compiled or running keeps it. */
  deregister(name: string): Promise<boolean>;
  list(): readonly TableDescription[];
  /** The columns of a table as they leave the engine. Errors: `unknown-table`. */
  schema(name: string): Promise<Schema>;
}

/** The engine's tables, with their columns for the preflight of each query. */
export class EngineTables implements SessionTables {
  readonly #engine: EngineSession;
  readonly #onChange: () => Promise<void>;

  /** `onChange` is awaited after each change, before the caller hears of it. */
  constructor(engine: EngineSession, onChange: () => Promise<void>) {
    this.#engine = engine;
    this.#onChange = onChange;
  }

  register(name: string, source: TableSource): Promise<TableDescription> {
    return this.#changing(() => this.#engine.registerTable(name, source));
  }

  deregister(name: string): Promise<boolean> {
    return this.#changing(() => this.#engine.deregisterTable(name));
  }

  list(): readonly TableDescription[] {
    return this.#engine.tables();
  }

  schema(name: string): Promise<Schema> {
    return this.#engine.tableSchema(name);
  }

  /** A change that failed counts as one all the same: it may have got half way. */
  async #changing<Value>(change: () => Promise<Value>): Promise<Value> {
    try {
      return await change();
    } finally {
      await this.#onChange();
    }
  }
}
