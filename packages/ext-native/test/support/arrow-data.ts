import { Data, type DataType, Field, RecordBatch, Schema, Struct, Table, Type, tableToIPC } from "apache-arrow";

/** What a column is made of, as the Arrow format lays it out. */
export interface ColumnBuffers {
  readonly length: number;
  readonly values?: ArrayLike<unknown>;
  readonly offsets?: ArrayLike<unknown>;
  /** One character a row: `1` valid, `0` null. Default: all valid. */
  readonly validity?: string;
  readonly typeIds?: Int8Array;
  readonly children?: readonly Data[];
}

/** A column from its raw buffers, so that tests can hold every type and every layout. */
export function column(type: DataType, buffers: ColumnBuffers): Data {
  const { length, values, offsets, validity, typeIds, children } = buffers;
  const nulls = type.typeId === Type.Null ? length : [...(validity ?? "")].filter((bit) => bit === "0").length;
  const parts = [offsets, values, validity ? bitmap(validity) : undefined, typeIds];
  return new Data(type, 0, length, nulls, parts as never, children as Data[]);
}

/** Bits, the first row lowest. */
export function bitmap(bits: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 64) * 8);
  [...bits].forEach((bit, index) => {
    if (bit === "1") bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bytes;
}

/** A batch of named columns. Names may repeat. */
export function batchOf(columns: readonly (readonly [name: string, data: Data])[]): RecordBatch {
  const schema = new Schema(columns.map(([name, data]) => new Field(name, data.type, true)));
  const children = columns.map(([, data]) => data);
  const length = children[0]?.length ?? 0;
  return new RecordBatch(schema, new Data(new Struct(schema.fields), 0, length, 0, {}, children));
}

/** The bytes of one Arrow IPC stream. */
export function ipcOf(batches: RecordBatch[]): Uint8Array {
  return tableToIPC(new Table(batches), "stream");
}
