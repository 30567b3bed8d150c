import {
  type FileChanges,
  type FileIndex,
  fileIndexFromArrow,
  readSchema,
  type SnapshotSource,
} from "@causeway/delta-pruning";
import type { DeltaScanDescription, EngineSession } from "@causeway/ext-native";

/** What the pruner calls the table of a scan: versions that number their files in the same way have one name. */
export function snapshotName({ table, snapshot }: DeltaScanDescription): string {
  return `${table}#${snapshot}`;
}

/** The engine's Delta tables as the pruner's source of file indexes. */
export class EngineSnapshots implements SnapshotSource {
  readonly #engine: EngineSession;

  constructor(engine: EngineSession) {
    this.#engine = engine;
  }

  async fileIndex(
    name: string,
    { version, columns, signal }: { version: bigint; columns: readonly string[]; signal?: AbortSignal | undefined },
  ): Promise<FileIndex> {
    const { table, snapshot } = parsed(name);
    // In the log the fields of a struct are named with points as well, and never in backticks.
    const plain = columns.map((column) => column.replaceAll("`", ""));
    const limits = signal === undefined ? {} : { signal };
    const { files, metadata } = await this.#engine.deltaIndex({ snapshot, version: Number(version) }, plain, limits);
    const schema = readSchema(metadata);
    const known = columns.filter((column) => schema.has(column));
    return fileIndexFromArrow(files, metadata, { table, version, columns: known });
  }

  async fileChanges(
    name: string,
    { after, through }: { after: bigint; through: bigint },
  ): Promise<readonly FileChanges[] | undefined> {
    const { snapshot } = parsed(name);
    return this.#engine.deltaCommits(snapshot, { after: Number(after), through: Number(through) });
  }
}

function parsed(name: string): { table: string; snapshot: number } {
  const end = name.lastIndexOf("#");
  return { table: name.slice(0, end), snapshot: Number(name.slice(end + 1)) };
}
