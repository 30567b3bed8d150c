import type { EngineSession } from "@causeway/ext-native";
import { type DataType, Field, Table, vectorFromArray } from "apache-arrow";

/** A column of a listing, and what it says of one item. */
export interface ListedColumn<Item> {
  readonly name: string;
  readonly type: DataType;
  /** Null or undefined: nothing is known of it. */
  readonly value: (item: Item) => unknown;
}

/**
 * A table function without arguments, `SELECT * FROM name()`, whose rows are what the session keeps at the moment of the scan. It tells of what has
 * been read, so a policy over tables, columns or rows refuses it, as it does the tables of the engine's caches.
 */
export function registerListing<Item>(
  engine: EngineSession,
  name: string,
  listed: readonly ListedColumn<Item>[],
  items: () => readonly Item[],
): void {
  const columns = listed.map((column) => new Field(column.name, column.type, true));
  engine.functions.registerTable(name, { arguments: [], columns, tellsOfTheSession: true }, () => {
    const found = items();
    if (found.length === 0) return [];
    const vectors = listed.map((column) => {
      const values = found.map((item) => column.value(item) ?? null);
      return [column.name, vectorFromArray(values, column.type)] as const;
    });
    return [new Table(Object.fromEntries(vectors))];
  });
}
