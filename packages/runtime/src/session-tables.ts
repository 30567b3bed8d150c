import type { EngineSession, TableDescription, TableSource } from "@causeway/ext-native";
import type { TableSchema } from "@causeway/sql-preflight";
import type { Schema } from "apache-arrow";
import type { PlanChange } from "./plan-keys.js";
import { isPinned, type TableIdentity, tableIdentity } from "./table-identity.js";

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

/** Who is to know of a change of the tables while it happens. */
export interface TableWatcher {
  during<Value>(change: PlanChange, act: () => Promise<Value>): Promise<Value>;
}

/** The engine's tables, with their columns for the preflight of each query. */
export class EngineTables implements SessionTables {
  readonly #engine: EngineSession;
  readonly #watcher: () => TableWatcher;
  readonly #pinned = new Set<string>();

  constructor(engine: EngineSession, watcher: () => TableWatcher) {
    this.#engine = engine;
    this.#watcher = watcher;
  }

  register(name: string, source: TableSource): Promise<TableDescription> {
    return this.#watcher().during("tables", async () => {
      const description = await this.#engine.registerTable(name, source);
      if (isPinned(source)) this.#pinned.add(name);
      return description;
    });
  }

  deregister(name: string): Promise<boolean> {
    return this.#watcher().during("tables", async () => {
      const isGone = await this.#engine.deregisterTable(name);
      if (isGone) this.#pinned.delete(name);
      return isGone;
    });
  }

  list(): readonly TableDescription[] {
    return this.#engine.tables();
  }

  async schema(name: string): Promise<Schema> {
    const plan = await this.#engine.prepare(`SELECT * FROM "${name.replaceAll('"', '""')}"`);
    return plan.schema;
  }

  /** The tables with their columns, as they are now: SQL can change them too, where a session allows it. */
  schemas(): readonly TableSchema[] {
    return this.list().map(({ name, columns }) => ({ name, columns }));
  }

  /** What tells the tables from all others, for the keys of plans. */
  identities(): readonly TableIdentity[] {
    return this.list().map((description) => tableIdentity(description, this.#pinned.has(description.name)));
  }
}
