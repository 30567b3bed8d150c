import type { EngineSession, FunctionDescription, TableDescription } from "@causeway/ext-native";
import type { FunctionSignature, TableSchema } from "@causeway/sql-preflight";

/** What statements of a session can name, as the preflight needs it: the engine's tables and functions. */
export class StatementCatalogue {
  readonly #engine: EngineSession;
  readonly #canMakeTables: boolean;
  #described: readonly FunctionDescription[] | undefined;
  #functions: readonly FunctionSignature[] | undefined;
  #ownFunctions: readonly string[] | undefined;

  /** `canMakeTables`: the session lets SQL make tables. */
  constructor(engine: EngineSession, canMakeTables: boolean) {
    this.#engine = engine;
    this.#canMakeTables = canMakeTables;
  }

  /** The registered tables with their columns, as they are now, and those that SQL has made. */
  async schemas(): Promise<readonly TableSchema[]> {
    const registered = this.#engine.tables().map(schemaOf);
    if (!this.#canMakeTables) return registered;
    const made = await this.#engine.madeTables();
    return [...registered, ...made.map((table) => ({ ...schemaOf(table), ...madeBySql(table) }))];
  }

  /** All functions by all their names. The same list until something changes. */
  functions(): readonly FunctionSignature[] {
    this.#functions ??= this.#list().flatMap(signaturesOf);
    return this.#functions;
  }

  /** Names of the functions that are not DataFusion's. The same list until something changes. */
  ownFunctions(): readonly string[] {
    this.#ownFunctions ??= this.#list().flatMap(({ name, origin }) => (origin === "engine" ? [] : name));
    return this.#ownFunctions;
  }

  /** Something changed that the functions may depend on. */
  changed(): void {
    this.#described = undefined;
    this.#functions = undefined;
    this.#ownFunctions = undefined;
  }

  #list(): readonly FunctionDescription[] {
    this.#described ??= this.#engine.functions.list();
    return this.#described;
  }
}

function schemaOf({ name, columns }: TableDescription): TableSchema {
  return { name, columns };
}

function madeBySql({ name }: TableDescription): Pick<TableSchema, "name" | "isMadeBySql"> {
  const dot = name.indexOf(".");
  return { name: dot < 0 ? name : [name.slice(0, dot), name.slice(dot + 1)], isMadeBySql: true };
}

function signaturesOf({ name, aliases, kind, ...counts }: FunctionDescription): FunctionSignature[] {
  const { minArguments = null, maxArguments = null } = counts;
  const called = kind === "higher-order" ? "scalar" : kind;
  return [name, ...aliases].map((known) => ({ name: known, kind: called, minArguments, maxArguments }));
}
