import { type DataType, type Field, Type } from "apache-arrow";
import { NativeError } from "../native-error.js";
import type { ColumnDecoder } from "./column-decoder.js";
import { decimalDecoder } from "./decode-decimals.js";
import { dictionaryDecoder, unionDecoder } from "./decode-indirect.js";
import { fixedSizeListDecoder, listDecoder, mapDecoder, structDecoder } from "./decode-nested.js";
import { decodeBooleans, floatDecoder, integerDecoder } from "./decode-numbers.js";
import { bytesDecoder, decodeText, fixedBytesDecoder, viewDecoder } from "./decode-text.js";
import { dateDecoder, durationDecoder, intervalDecoder, timeDecoder, timestampDecoder } from "./decode-times.js";
import type { RowMode } from "./row-mode.js";

const decodeNulls: ColumnDecoder = (_data, start, end) => new Array(end - start).fill(null);

/** The decoder of a column, chosen once by its type. Errors: `not-supported`. */
export function decoderOfType(type: DataType, mode: RowMode): ColumnDecoder {
  // The classes of apache-arrow are not asked (`instanceof`): a batch may come from another copy of it.
  const shape = type as unknown as TypeShape;
  const child = (index: number) => decoderOfType((shape.children[index] as Field).type, mode);
  const children = () => shape.children.map((field) => decoderOfType(field.type, mode));
  switch (type.typeId) {
    case Type.Null:
      return decodeNulls;
    case Type.Bool:
      return decodeBooleans;
    case Type.Int:
      return integerDecoder(shape.bitWidth, mode);
    case Type.Float:
      return floatDecoder(shape.precision, mode);
    case Type.Decimal:
      return decimalDecoder(shape, mode);
    case Type.Utf8:
    case Type.LargeUtf8:
      return decodeText;
    case Type.Binary:
    case Type.LargeBinary:
      return bytesDecoder(mode);
    case Type.FixedSizeBinary:
      return fixedBytesDecoder(shape.byteWidth, mode);
    case Type.Date:
      return dateDecoder(shape.unit, mode);
    case Type.Time:
      return timeDecoder(shape.unit, mode);
    case Type.Timestamp:
      return timestampDecoder(shape.unit, shape.timezone ?? null, mode);
    case Type.Duration:
      return durationDecoder(shape.unit, mode);
    case Type.Interval:
      return intervalDecoder(shape.unit, mode);
    case Type.List:
    case largeList:
      return listDecoder(child(0));
    case Type.FixedSizeList:
      return fixedSizeListDecoder(shape.listSize, child(0));
    case Type.Struct:
      return structDecoder(shape.children, children());
    case Type.Map:
      return mapOf(shape, mode);
    case Type.Union:
      return unionDecoder(shape, children(), mode);
    case Type.Dictionary:
      return dictionaryDecoder(decoderOfType(shape.dictionary, mode));
    case binaryView:
      return viewDecoder("bytes", mode);
    case utf8View:
      return viewDecoder("text", mode);
    default:
      throw new NativeError("not-supported", `values of the Arrow type ${type} cannot be read`);
  }
}

// Numbers that apache-arrow 18 has no name for.
const largeList = 21;
const binaryView = 23;
const utf8View = 24;

/** What the types of apache-arrow carry, each some of it. */
interface TypeShape {
  readonly children: readonly Field[];
  readonly bitWidth: number;
  readonly byteWidth: number;
  readonly precision: number;
  readonly scale: number;
  readonly unit: number;
  readonly timezone: string | null | undefined;
  readonly listSize: number;
  readonly mode: number;
  readonly typeIdToChildIndex: Readonly<Record<number, number>>;
  readonly dictionary: DataType;
}

function mapOf(shape: TypeShape, mode: RowMode): ColumnDecoder {
  const [key, value] = (shape.children[0]?.type as DataType | undefined)?.children ?? [];
  if (!key || !value) throw new NativeError("invalid-arrow", "a Map type lacks its key or its value");
  const keysAreText = key.type.typeId === Type.Utf8 || key.type.typeId === Type.LargeUtf8;
  return mapDecoder(keysAreText, decoderOfType(key.type, mode), decoderOfType(value.type, mode), mode);
}
