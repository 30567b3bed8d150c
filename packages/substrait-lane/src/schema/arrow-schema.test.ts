import {
  Binary,
  Bool,
  DateDay,
  DateMillisecond,
  Decimal,
  Dictionary,
  Field,
  Float32,
  Float64,
  Int8,
  Int32,
  Int64,
  List,
  Map_,
  Schema,
  Struct,
  TimestampMicrosecond,
  Uint64,
  Utf8,
} from "apache-arrow";
import { expect, expectTypeOf, test } from "vitest";
import { table } from "../relation/relation.js";
import { schemaFromArrow } from "./arrow-schema.js";

test("types of apache-arrow become types of a relation", () => {
  const inner = new Struct<{ a: Int32 }>([new Field("a", new Int32(), false)]);
  const arrow = new Schema([
    new Field("int8", new Int8(), true),
    new Field("int64", new Int64(), false),
    new Field("uint64", new Uint64(), true),
    new Field("float32", new Float32(), true),
    new Field("float64", new Float64(), true),
    new Field("boolean", new Bool(), true),
    new Field("string", new Utf8(), true),
    new Field("binary", new Binary(), true),
    new Field("decimal", new Decimal(2, 15), true),
    new Field("date", new DateDay(), true),
    new Field("local", new TimestampMicrosecond(), true),
    new Field("zoned", new TimestampMicrosecond("UTC"), true),
    new Field("words", new Dictionary(new Utf8(), new Int32()), true),
    new Field("list", new List(new Field("item", inner, true)), true),
    new Field(
      "map",
      new Map_(
        new Field(
          "entries",
          new Struct<{ key: Utf8; value: Int32 }>([
            new Field("key", new Utf8(), false),
            new Field("value", new Int32(), true),
          ]),
          false,
        ),
      ),
      true,
    ),
  ]);
  expect(schemaFromArrow(arrow).fields.map(({ type }) => type)).toEqual([
    { name: "int8" },
    { name: "int64" },
    { name: "uint64" },
    { name: "float32" },
    { name: "float64" },
    { name: "boolean" },
    { name: "string" },
    { name: "binary" },
    { name: "decimal", precision: 15, scale: 2 },
    { name: "date" },
    { name: "timestamp", unit: "us", zone: undefined },
    { name: "timestamp", unit: "us", zone: "UTC" },
    { name: "string" },
    { name: "list", element: { name: "struct", fields: [{ name: "a", type: { name: "int32" }, nullable: false }] } },
    { name: "map", key: { name: "string" }, value: { name: "int32" } },
  ]);
  expect(schemaFromArrow(arrow).fields[1]?.nullable).toBe(false);
});

test("the names can be told to TypeScript", () => {
  const arrow = new Schema([new Field("origin", new Utf8(), true)]);
  const flights = table("flights", schemaFromArrow<{ readonly origin: "string" }>(arrow));
  expectTypeOf(flights.select("origin").schema.fields[0]?.name).toEqualTypeOf<string | undefined>();
});

test("a type that a relation cannot have is an error that names the column", () => {
  const arrow = new Schema([new Field("when", new DateMillisecond(), true)]);
  expect(() => schemaFromArrow(arrow)).toThrow(
    "invalid-schema: column when has a type of Arrow that a relation cannot have",
  );
});
