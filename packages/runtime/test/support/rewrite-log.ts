import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** One line of a commit. */
interface Action {
  readonly protocol?: object;
  readonly metaData?: { readonly schemaString: string; readonly partitionColumns: readonly string[] };
  readonly add?: { readonly stats: string };
}

/** Changes the commits of a table that has no checkpoint. */
export async function rewriteLog(folder: string, change: (action: Action) => Action): Promise<void> {
  const log = join(folder, "_delta_log");
  for (const name of await readdir(log)) {
    if (!name.endsWith(".json")) continue;
    const lines = (await readFile(join(log, name), "utf8")).trim().split("\n");
    const changed = lines.map((line) => JSON.stringify(change(JSON.parse(line) as Action)));
    await writeFile(join(log, name), `${changed.join("\n")}\n`);
  }
}

/** Commits these actions as a version of a table. */
export async function appendCommit(folder: string, version: number, actions: readonly object[]): Promise<void> {
  const path = join(folder, "_delta_log", `${String(version).padStart(20, "0")}.json`);
  await writeFile(path, actions.map((action) => `${JSON.stringify(action)}\n`).join(""), { flag: "wx" });
}

/** Hides these rows of each file, as far as it has them, by a deletion vector inside its action (PROTOCOL.md, "Deletion Vector Format"). */
export function withDeletionVectors(rows: readonly number[]): (action: Action) => Action {
  return (action) => {
    if (action.protocol !== undefined) {
      return protocolWith("deletionVectors");
    }
    const { add, metaData } = action;
    if (metaData !== undefined) {
      const configuration = { "delta.enableDeletionVectors": "true" };
      return { metaData: Object.assign({}, metaData, { configuration }) };
    }
    if (add === undefined) return action;
    const { numRecords } = JSON.parse(add.stats) as { numRecords: number };
    const hidden = rows.filter((row) => row < numRecords);
    if (hidden.length === 0) return action;
    const bitmap = roaringBitmapArray(hidden);
    const pathOrInlineDv = z85(bitmap);
    const deletionVector = {
      storageType: "i",
      pathOrInlineDv,
      sizeInBytes: bitmap.length,
      cardinality: hidden.length,
    };
    return { add: Object.assign({}, add, { deletionVector }) };
  };
}

/** Gives the columns other names than the files have: `name` for `physical(name)`. */
export function withColumnMapping(logical: (physical: string) => string): (action: Action) => Action {
  return (action) => {
    if (action.protocol !== undefined) return protocolWith("columnMapping");
    const { metaData } = action;
    if (metaData === undefined) return action;
    const schema = JSON.parse(metaData.schemaString) as { fields: { name: string; metadata: object }[] };
    const fields = schema.fields.map((field, at) => ({
      ...field,
      name: logical(field.name),
      metadata: { "delta.columnMapping.id": at + 1, "delta.columnMapping.physicalName": field.name },
    }));
    const configuration = {
      "delta.columnMapping.mode": "name",
      "delta.columnMapping.maxColumnId": String(fields.length),
    };
    return {
      metaData: Object.assign({}, metaData, {
        schemaString: JSON.stringify({ ...schema, fields }),
        partitionColumns: metaData.partitionColumns.map(logical),
        configuration,
      }),
    };
  };
}

/** Several changes one after the other, of a table that then needs these features of a reader. */
export function withAll(
  features: readonly string[],
  changes: readonly ((action: Action) => Action)[],
): (action: Action) => Action {
  return (action) =>
    action.protocol === undefined
      ? changes.reduce((changed, change) => change(changed), action)
      : protocolWith(...features);
}

function protocolWith(...named: readonly string[]): Action {
  const features = ["timestampNtz", ...named];
  return { protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: features, writerFeatures: features } };
}

/** Row numbers below 65,536 as one portable 32-bit Roaring bitmap in a 64-bit array. */
function roaringBitmapArray(rows: readonly number[]): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(1_681_511_377, 0);
  head.writeBigUInt64LE(1n, 4);
  head.writeUInt32LE(0, 12);
  head.writeUInt32LE(12_346, 16);
  head.writeUInt32LE(1, 20);
  head.writeUInt16LE(0, 24);
  head.writeUInt16LE(rows.length - 1, 26);
  head.writeUInt32LE(16, 28);
  const values = Buffer.from(Uint16Array.from(rows).buffer);
  const whole = Buffer.concat([head, values]);
  return Buffer.concat([whole, Buffer.alloc((4 - (whole.length % 4)) % 4)]);
}

const z85Digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

function z85(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += z85Digits[Math.floor(word / power) % 85];
  }
  return text;
}
