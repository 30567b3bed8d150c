import { type Data, RecordBatch, type Schema, Struct } from "apache-arrow";
import { checkOption, checkOptionNames, invalidOption, isPositiveInteger } from "../check-options.js";
import { NativeError } from "../native-error.js";
import { adoptSchema } from "./adopt-type.js";
import { columnOf, dataOf } from "./values-to-column.js";

/** How plain rows become batches. */
export interface RowBatchOptions {
  /** Rows of one batch. Default: 8,192. */
  readonly batchRows?: number;
}

/**
 * Record batches of plain objects, made as they are asked for: what `DeltaTable.write` and `merge` take. Each property is a column of the schema; one that
 * is left out, or undefined, is null. A value must be of its column's type, and is never rounded or cut:
 *
 * | column               | value                                                               |
 * | -------------------- | ------------------------------------------------------------------- |
 * | integers             | integer `number` or `bigint`                                        |
 * | floats of 32, 64 bit | `number`                                                            |
 * | Decimal128           | `Decimal`, `bigint`, integer `number`, or a text such as `"-12.50"` |
 * | Bool, Utf8, Binary   | `boolean`, `string`, `Uint8Array`                                   |
 * | Date32               | `CalendarDate`, or a `Date` at midnight UTC                         |
 * | Timestamp            | `Timestamp` or `Date`                                               |
 * | List, Struct         | an array, a plain object                                            |
 *
 * @throws NativeError, while it is read: `schema-mismatch` with `column` and `row` for a value or a property that does not fit, `not-supported` for a
 * type of column that is not in the table, `invalid-argument` for a row that is no object; `invalid-option`, `unknown-option`
 *
 * @example
 * const schema = new Schema([new Field("id", new Int32()), new Field("at", new TimestampMicrosecond("UTC"))]);
 * await table.write(batchesOfRows(readLines(), schema), { mode: "append" });
 */
export async function* batchesOfRows(
  rows: Iterable<object> | AsyncIterable<object>,
  schema: Schema,
  options: RowBatchOptions = {},
): AsyncGenerator<RecordBatch, void> {
  checkOptionNames(options, ["batchRows"], "batchesOfRows");
  checkOption("batchRows", options.batchRows, "an integer of at least 1", isPositiveInteger);
  if (typeof schema !== "object" || schema === null || !Array.isArray(schema.fields)) {
    throw invalidOption("schema", "must be an apache-arrow Schema");
  }
  const { batchRows = 8192 } = options;
  const adopted = adoptSchema(schema);
  let waiting: Record<string, unknown>[] = [];
  let first = 0;
  let isEmpty = true;
  for await (const row of rows) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw new NativeError("invalid-argument", `row ${first + waiting.length} is no object`);
    }
    waiting.push(row as Record<string, unknown>);
    if (waiting.length < batchRows) continue;
    yield batchOf(adopted, waiting, first);
    first += waiting.length;
    isEmpty = false;
    waiting = [];
  }
  // Without rows there is a batch all the same: it has the columns.
  if (waiting.length > 0 || isEmpty) yield batchOf(adopted, waiting, first);
}

function batchOf(schema: Schema, rows: readonly Record<string, unknown>[], first: number): RecordBatch {
  const names = new Set(schema.fields.map(({ name }) => name));
  for (const [index, row] of rows.entries()) {
    const unknown = Object.keys(row).find((name) => !names.has(name) && row[name] !== undefined);
    if (unknown === undefined) continue;
    const text = `row ${first + index} has ${JSON.stringify(unknown)}, which the schema does not have`;
    throw new NativeError("schema-mismatch", text, { details: { column: unknown, row: first + index } });
  }
  const children = schema.fields.map((field) => {
    const values = rows.map((row) => (Object.hasOwn(row, field.name) ? row[field.name] : undefined));
    return columnOf(field, values, { column: field.name, first });
  });
  const struct = dataOf(new Struct(schema.fields), rows.length, { children });
  return new RecordBatch(schema, struct as Data<Struct>);
}
