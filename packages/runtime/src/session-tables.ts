import type { CallOptions, EngineSession, TableDescription } from "@causeway/ext-native";
import type { Schema } from "apache-arrow";
import type { PlanChange } from "./plan-keys.js";
import { type SessionTableSource, TableFreshness } from "./table-freshness.js";
import { isPinned, type TableIdentity, tableIdentity } from "./table-identity.js";

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

/** Who is to know of a change of the tables while it happens. */
export interface TableWatcher {
  during<Value>(change: PlanChange, act: () => Promise<Value>): Promise<Value>;
}

/** The engine's tables, with their columns for the preflight of each query. */
export class EngineTables implements SessionTables {
  readonly #engine: EngineSession;
  readonly #watcher: () => TableWatcher;
  readonly #freshness: TableFreshness;
  readonly #pinned = new Set<string>();

  constructor(engine: EngineSession, watcher: () => TableWatcher) {
    this.#engine = engine;
    this.#freshness = new TableFreshness(engine);
    this.#watcher = watcher;
  }

  register(name: string, source: SessionTableSource): Promise<TableDescription> {
    return this.#watcher().during("tables", async () => {
      const { source: fixed, policy } = TableFreshness.split(source);
      const description = await this.#engine.registerTable(name, fixed);
      this.#freshness.follow(name, policy);
      if (isPinned(fixed)) this.#pinned.add(name);
      return description;
    });
  }

  deregister(name: string): Promise<boolean> {
    return this.#watcher().during("tables", async () => {
      this.#freshness.forget(name);
      const isGone = await this.#engine.deregisterTable(name);
      if (isGone) this.#pinned.delete(name);
      return isGone;
    });
  }

  list(): readonly TableDescription[] {
    return this.#engine.tables();
  }

  schema(name: string): Promise<Schema> {
    return this.#engine.tableSchema(name);
  }

  /** Moves the tables that follow their newest version, where their time has come; undefined where none follows it. Errors: those of registering a Delta table. */
  refresh(limits: CallOptions): Promise<void> | undefined {
    return this.#freshness.isEmpty ? undefined : this.#refresh(limits);
  }

  async #refresh(limits: CallOptions): Promise<void> {
    // What was planned of the tables as they were is dropped when one has moved.
    if (await this.#freshness.refresh(limits)) await this.#watcher().during("tables", async () => {});
  }

  /** What tells the tables from all others, for the keys of plans. */
  identities(): readonly TableIdentity[] {
    return this.list().map((description) => tableIdentity(description, this.#pinned.has(description.name)));
  }
}
