import { Data, type DataType, RecordBatch, type Schema, Struct, Type, Vector } from "apache-arrow";

/** A batch of any copy of apache-arrow as one of ours, under an adopted schema. The buffers are shared, not copied. */
export function adoptBatch(batch: RecordBatch, schema: Schema): RecordBatch {
  return new RecordBatch(schema, adoptData(batch.data, new Struct(schema.fields)));
}

function adoptData<Kind extends DataType>(data: Data, type: Kind): Data<Kind> {
  const children = data.children.map((child, index) => adoptData(child, childType(type, index)));
  const dictionary =
    data.dictionary && new Vector(data.dictionary.data.map((chunk) => adoptData(chunk, dictionaryType(type))));
  // A slice of a Null column counts no nulls in apache-arrow; the format wants them all.
  const nullCount = type.typeId === Type.Null ? data.length : data.nullCount;
  const buffers = [data.valueOffsets, data.values, data.nullBitmap, data.typeIds];
  return new Data(
    type,
    data.offset,
    data.length,
    nullCount,
    buffers as never,
    children,
    dictionary,
    data.variadicBuffers,
  );
}

function childType(type: DataType, index: number): DataType {
  const child = (type.children as { type: DataType }[])[index];
  if (!child) throw new RangeError(`the Arrow type ${type} has no child ${index}`);
  return child.type;
}

function dictionaryType(type: DataType): DataType {
  return (type as unknown as { dictionary: DataType }).dictionary;
}
