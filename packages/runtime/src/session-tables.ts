import type { CancelOptions, EngineSession, TableDescription } from "@causeway/ext-native";
import type { Schema } from "apache-arrow";
import { type SessionTableSource, TableFreshness } from "./table-freshness.js";

/** The tables that the SQL of a session can name. */
export interface SessionTables {
  /**
   * Adds a table. A Delta table without `version` and `timestamp` is the newest of this moment, and stays it unless `refresh` says otherwise.
   *
   * Errors: `table-exists`, `file-not-found`, `not-a-delta-table`, `version-not-found`, and others of the engine.
   */
  register(name: string, source: SessionTableSource): Promise<TableDescription>;
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
  readonly #freshness: TableFreshness;

  /** `onChange` is awaited after each change, before the caller hears of it. */
  constructor(engine: EngineSession, onChange: () => Promise<void>) {
    this.#engine = engine;
    this.#freshness = new TableFreshness(engine);
    this.#onChange = onChange;
  }

  async register(name: string, source: SessionTableSource): Promise<TableDescription> {
    const { source: fixed, policy } = TableFreshness.split(source);
    const description = await this.#changing(() => this.#engine.registerTable(name, fixed));
    this.#freshness.follow(name, policy);
    return description;
  }

  deregister(name: string): Promise<boolean> {
    this.#freshness.forget(name);
    return this.#changing(() => this.#engine.deregisterTable(name));
  }

  list(): readonly TableDescription[] {
    return this.#engine.tables();
  }

  schema(name: string): Promise<Schema> {
    return this.#engine.tableSchema(name);
  }

  /** Moves the tables that follow their newest version, where their time has come; undefined where none follows it. Errors: those of registering a Delta table. */
  refresh(limits: CancelOptions): Promise<void> | undefined {
    return this.#freshness.isEmpty ? undefined : this.#refresh(limits);
  }

  async #refresh(limits: CancelOptions): Promise<void> {
    if (await this.#freshness.refresh(limits)) await this.#onChange();
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
