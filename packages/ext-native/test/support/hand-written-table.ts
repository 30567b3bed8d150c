import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSession, rowsOf } from "./sessions.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A field of a schema as the log writes it. */
export interface LogField {
  readonly name: string;
  readonly type: unknown;
  readonly nullable: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What a table written by hand is, but for its files. */
export interface HandWritten {
  readonly features?: readonly string[];
  readonly fields: readonly LogField[];
  readonly partitionColumns?: readonly string[];
  readonly configuration?: Readonly<Record<string, string>>;
}

/** A field of a schema. */
export function field(name: string, type: unknown, metadata: Readonly<Record<string, unknown>> = {}): LogField {
  return { name, type, nullable: true, metadata };
}

/** The `protocol` and `metaData` of a table that needs these features of a reader. */
export function tableActions({ features, fields, partitionColumns = [], configuration = {} }: HandWritten): object[] {
  const protocol =
    features === undefined
      ? { minReaderVersion: 1, minWriterVersion: 2 }
      : { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: features, writerFeatures: features };
  const schemaString = JSON.stringify({ type: "struct", fields });
  const format = { provider: "parquet", options: {} };
  return [{ protocol }, { metaData: { id: "t", format, schemaString, partitionColumns, configuration } }];
}

/** An `add` of a file that lies in a table's folder. */
export function addOf(folder: string, path: string, statistics?: object, more: object = {}): object {
  const { size } = statSync(join(folder, path));
  const stats = statistics === undefined ? {} : { stats: JSON.stringify(statistics) };
  return { add: { path, size, partitionValues: {}, modificationTime: 1, dataChange: true, ...stats, ...more } };
}

/** Writes the commit of a version. */
export function commit(folder: string, version: number, actions: readonly object[]): void {
  const log = join(folder, "_delta_log");
  mkdirSync(log, { recursive: true });
  const name = `${String(version).padStart(20, "0")}.json`;
  writeFileSync(join(log, name), actions.map((action) => `${JSON.stringify(action)}\n`).join(""));
}

/** A new folder with copies of these files. */
export function folderWith(source: string, names: readonly string[] = readdirSync(source)): string {
  const folder = join(temporaryFolder(), "table");
  mkdirSync(folder);
  for (const name of names) copyFileSync(join(source, name), join(folder, name));
  return folder;
}

/** The rows that a query over `t` gives, where `t` is the table of this folder. */
export async function rowsOfTable(folder: string, sql: string): Promise<unknown[]> {
  const session = openSession();
  await session.registerTable("t", { delta: folder });
  return rowsOf(session, sql, { mode: "js" });
}

const z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/** An inline deletion vector of a few rows below 65,536: one array container (RoaringFormatSpec, Z85). */
export function deletionVector(rows: readonly number[]): object {
  const bytes = Buffer.alloc(32 + rows.length * 2);
  bytes.writeUInt32LE(1_681_511_377, 0);
  bytes.writeBigUInt64LE(1n, 4);
  bytes.writeUInt32LE(0, 12);
  bytes.writeUInt32LE(12_346, 16);
  bytes.writeUInt32LE(1, 20);
  bytes.writeUInt16LE(0, 24);
  bytes.writeUInt16LE(rows.length - 1, 26);
  bytes.writeUInt32LE(16, 28);
  for (const [index, row] of rows.entries()) bytes.writeUInt16LE(row, 32 + index * 2);
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let text = "";
  for (let at = 0; at < padded.length; at += 4) {
    const value = padded.readUInt32BE(at);
    for (const power of [85 ** 4, 85 ** 3, 85 ** 2, 85, 1]) text += z85[Math.floor(value / power) % 85];
  }
  return { storageType: "i", pathOrInlineDv: text, sizeInBytes: bytes.length, cardinality: rows.length };
}
