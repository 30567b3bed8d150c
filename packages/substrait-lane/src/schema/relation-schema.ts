import { LaneError } from "../lane-error.js";
import type { DataType, TypeName, TypeNamed } from "./data-type.js";

/** What TypeScript knows of a relation: the names of its columns, and the name of each one's type. */
export type Shape = { readonly [column: string]: TypeName };

/** A column of a relation. */
export interface Field {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
}

declare const shape: unique symbol;

/** The columns of a relation, in their order. */
export interface RelationSchema<Columns extends Shape = Shape> {
  readonly fields: readonly Field[];
  /** Only for TypeScript; no value has it. */
  readonly [shape]?: Columns;
}

/** A column that is never null. */
export interface Required<Name extends TypeName> {
  readonly required: TypeNamed<Name>;
}

/** Says of a column that it is never null: `required(int64)`. */
export function required<Name extends TypeName>(type: TypeNamed<Name>): Required<Name> {
  return { required: type };
}

type Column = DataType | Required<TypeName>;

type ShapeOf<Columns extends Readonly<Record<string, Column>>> = {
  readonly [Name in keyof Columns]: Columns[Name] extends {
    readonly required: { readonly name: infer Type extends TypeName };
  }
    ? Type
    : Columns[Name] extends { readonly name: infer Type extends TypeName }
      ? Type
      : never;
};

/**
 * The schema of a table by hand: `schema({ origin: string, delay: int32, day: required(date) })`. A column can be null where it is not `required`.
 *
 * @throws {LaneError} `invalid-schema` for a schema without columns.
 */
export function schema<const Columns extends Readonly<Record<string, Column>>>(
  columns: Columns,
): RelationSchema<ShapeOf<Columns>> {
  return schemaOf(
    Object.entries(columns).map(([name, column]) =>
      "required" in column ? { name, type: column.required, nullable: false } : { name, type: column, nullable: true },
    ),
  );
}

/** A schema of fields that are known only when the program runs. */
export function schemaOf<Columns extends Shape = Shape>(fields: readonly Field[]): RelationSchema<Columns> {
  if (fields.length === 0) throw new LaneError("invalid-schema", "a relation has at least one column");
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name)) throw new LaneError("duplicate-column", `two columns are named ${name}`);
    names.add(name);
  }
  return Object.freeze({ fields: Object.freeze([...fields]) });
}
