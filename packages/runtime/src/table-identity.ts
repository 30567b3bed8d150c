import type { TableDescription, TableSource } from "@causeway/ext-native";

/** What tells a registered table from every other one, in any process: all that its description says, but for what a commit changes. */
export type TableIdentity = Omit<TableDescription, "version" | "files" | "bytes"> & {
  /** The version that a Delta table is held at. `newest`: whichever is the newest when it is registered. */
  readonly version?: number | "newest";
};

/** A Delta table that was asked for by version or time is known by its version, any other by its schema. */
export function tableIdentity(description: TableDescription, isPinned: boolean): TableIdentity {
  const { version, files: _files, bytes: _bytes, ...identity } = description;
  if (version === undefined) return identity;
  return { ...identity, version: isPinned ? version : "newest" };
}

/** Whether a source names the version of its table. */
export function isPinned(source: TableSource): boolean {
  return "delta" in source && (source.version !== undefined || source.timestamp !== undefined);
}
