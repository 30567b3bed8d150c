import { enumValues, messageFields } from "../generated/substrait-descriptor.js";

/** A field of a message on the wire. */
export interface FieldLayout {
  readonly id: number;
  readonly name: string;
  /** A scalar of protobuf, `enum` or `message`. */
  readonly kind: string;
  /** The name of the field's enum or message. */
  readonly typeName: string;
  readonly repeated: boolean;
  /** True where an absent value and a zero are not the same: members of a oneof, and proto3's `optional`. */
  readonly explicit: boolean;
  /** The oneof that the field is of. */
  readonly group: string | undefined;
  readonly wireType: number;
}

/** A message on the wire. */
export interface MessageLayout {
  readonly name: string;
  readonly byName: ReadonlyMap<string, FieldLayout>;
  readonly byId: ReadonlyMap<number, FieldLayout>;
}

/** An enum on the wire, both ways. */
export interface EnumLayout {
  readonly labels: ReadonlyMap<number, string>;
  readonly values: ReadonlyMap<string, number>;
}

const wireTypes: Readonly<Record<string, number>> = {
  bool: 0,
  int32: 0,
  int64: 0,
  uint32: 0,
  uint64: 0,
  enum: 0,
  double: 1,
  string: 2,
  bytes: 2,
  message: 2,
  float: 5,
};

const messages = new Map<string, MessageLayout>();
const enums = new Map<string, EnumLayout>();

/** The layout of a message by its name without the package, such as `Expression.Literal`. */
export function messageLayout(name: string): MessageLayout {
  let layout = messages.get(name);
  if (layout === undefined) {
    const fields = (messageFields[name] ?? "")
      .split(";")
      .filter((text) => text !== "")
      .map(fieldLayout);
    layout = {
      name,
      byName: new Map(fields.map((field) => [field.name, field])),
      byId: new Map(fields.map((field) => [field.id, field])),
    };
    messages.set(name, layout);
  }
  return layout;
}

/** The layout of an enum by its name without the package, such as `SetRel.SetOp`. */
export function enumLayout(name: string): EnumLayout {
  let layout = enums.get(name);
  if (layout === undefined) {
    const pairs = (enumValues[name] ?? "").split(";").map((text) => text.split(" ") as [string, string]);
    layout = {
      labels: new Map(pairs.map(([value, label]) => [Number(value), label])),
      values: new Map(pairs.map(([value, label]) => [label, Number(value)])),
    };
    enums.set(name, layout);
  }
  return layout;
}

function fieldLayout(text: string): FieldLayout {
  const [id = "", name = "", type = ""] = text.split(" ");
  const [marked = "", group] = type.split("@");
  const typeName = marked.replace(/^[*?]/, "");
  const kind = typeName in wireTypes ? typeName : typeName in enumValues ? "enum" : "message";
  return {
    id: Number(id),
    name,
    kind,
    typeName,
    repeated: marked.startsWith("*"),
    explicit: marked.startsWith("?") || group !== undefined,
    group,
    wireType: wireTypes[kind] ?? 2,
  };
}
