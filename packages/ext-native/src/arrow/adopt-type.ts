import * as arrow from "apache-arrow";
import { NativeError } from "../native-error.js";

/**
 * A schema of any copy of apache-arrow as one of ours. Dictionaries are numbered in the order of the fields,
 * so that batches of one schema agree on them. Errors: `not-supported`.
 */
export function adoptSchema(schema: arrow.Schema): arrow.Schema {
  const adopter = new TypeAdopter();
  return new arrow.Schema(
    schema.fields.map((field) => adopter.field(field)),
    schema.metadata,
  );
}

class TypeAdopter {
  #dictionaries = 0;

  field(field: arrow.Field): arrow.Field {
    return new arrow.Field(field.name, this.#type(field.type), field.nullable, field.metadata);
  }

  #type(foreign: arrow.DataType): arrow.DataType {
    const type = foreign as never;
    return plainType(foreign) ?? this.#nested(foreign.typeId, type) ?? youngerType(foreign, () => this.#children(type));
  }

  #nested(typeId: arrow.Type, type: NestedType): arrow.DataType | undefined {
    switch (typeId) {
      case arrow.Type.List:
        return new arrow.List(this.#only(type));
      case arrow.Type.FixedSizeList:
        return new arrow.FixedSizeList(type.listSize, this.#only(type));
      case arrow.Type.Struct:
        return new arrow.Struct(this.#children(type));
      case arrow.Type.Map:
        return new arrow.Map_(this.#entries(type.children[0]) as never, type.keysSorted);
      case arrow.Type.Union:
        return new arrow.Union(type.mode, type.typeIds, this.#children(type));
      case arrow.Type.Dictionary:
        return new arrow.Dictionary(
          this.#type(type.dictionary),
          this.#type(type.indices) as arrow.Int32,
          this.#dictionaries++,
          type.isOrdered,
        );
      default:
        return undefined;
    }
  }

  #children(type: NestedType): arrow.Field[] {
    return type.children.map((child) => this.field(child));
  }

  #only(type: NestedType): arrow.Field {
    return this.field(type.children[0]);
  }

  /** The format forbids null entries and null keys, and other readers refuse a Map that declares them; apache-arrow does not mind. */
  #entries(entries: arrow.Field): arrow.Field {
    const [key, value] = this.#children(entries.type as never);
    const keys = key && new arrow.Field(key.name, key.type, false, key.metadata);
    const pair = [keys, value].filter((field) => field !== undefined);
    return new arrow.Field(entries.name, new arrow.Struct(pair), false, entries.metadata);
  }
}

interface NestedType {
  readonly children: readonly [arrow.Field, ...arrow.Field[]];
  readonly listSize: number;
  readonly keysSorted: boolean;
  readonly mode: arrow.UnionMode;
  readonly typeIds: Int32Array;
  readonly dictionary: arrow.DataType;
  readonly indices: arrow.DataType;
  readonly isOrdered: boolean;
}

interface PlainType {
  readonly isSigned: boolean;
  readonly bitWidth: number;
  readonly precision: number;
  readonly scale: number;
  readonly unit: number;
  readonly timezone: string | null;
  readonly byteWidth: number;
}

/** The types without children. */
function plainType(foreign: arrow.DataType): arrow.DataType | undefined {
  const type = foreign as unknown as PlainType;
  switch (foreign.typeId) {
    case arrow.Type.Null:
      return new arrow.Null();
    case arrow.Type.Bool:
      return new arrow.Bool();
    case arrow.Type.Int:
      return new arrow.Int(type.isSigned as never, type.bitWidth as never);
    case arrow.Type.Float:
      return new arrow.Float(type.precision);
    case arrow.Type.Decimal:
      return new arrow.Decimal(type.scale, type.precision, type.bitWidth);
    case arrow.Type.Utf8:
      return new arrow.Utf8();
    case arrow.Type.LargeUtf8:
      return new arrow.LargeUtf8();
    case arrow.Type.Binary:
      return new arrow.Binary();
    case arrow.Type.LargeBinary:
      return new arrow.LargeBinary();
    case arrow.Type.FixedSizeBinary:
      return new arrow.FixedSizeBinary(type.byteWidth);
    case arrow.Type.Date:
      return new arrow.Date_(type.unit);
    case arrow.Type.Time:
      return new arrow.Time(type.unit, type.bitWidth as never);
    case arrow.Type.Timestamp:
      return new arrow.Timestamp(type.unit, type.timezone);
    case arrow.Type.Duration:
      return new arrow.Duration(type.unit);
    case arrow.Type.Interval:
      return new arrow.Interval(type.unit);
    default:
      return undefined;
  }
}

/** Types that came after apache-arrow 18, the oldest that is supported, by their number: so they are looked up, not imported. */
const youngerNames: Readonly<Record<number, string>> = { 21: "LargeList", 23: "BinaryView", 24: "Utf8View" };
const exported: Readonly<Record<string, unknown>> = arrow;

function youngerType(foreign: arrow.DataType, children: () => arrow.Field[]): arrow.DataType {
  const Type = exported[youngerNames[foreign.typeId] ?? ""];
  if (typeof Type !== "function")
    throw new NativeError("not-supported", `the Arrow type ${foreign} cannot be taken in`);
  return Reflect.construct(Type, foreign.typeId === 21 ? children() : []) as arrow.DataType;
}
