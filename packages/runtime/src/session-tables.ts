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

/** The engine's tables, with their names at hand for the preflight of each query. */
export class EngineTables implements SessionTables {
  readonly #engine: EngineSession;
  #names: readonly string[] | undefined;

  constructor(engine: EngineSession) {
    this.#engine = engine;
  }

  async register(name: string, source: TableSource): Promise<TableDescription> {
    const description = await this.#engine.registerTable(name, source);
    this.#names = undefined;
    return description;
  }

  async deregister(name: string): Promise<boolean> {
    const existed = await this.#engine.deregisterTable(name);
    this.#names = undefined;
    return existed;
  }

  list(): readonly TableDescription[] {
    return this.#engine.tables();
  }

  async schema(name: string): Promise<Schema> {
    const plan = await this.#engine.prepare(`SELECT * FROM "${name.replaceAll('"', '""')}"`);
    return plan.schema;
  }

  /** The names of the registered tables. */
  names(): readonly string[] {
    this.#names ??= this.list().map((table) => table.name);
    return this.#names;
  }
}
