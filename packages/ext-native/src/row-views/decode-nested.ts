import type { Data, Field } from "apache-arrow";
import { NativeError } from "../native-error.js";
import { buildRows, uniqueNames } from "./build-rows.js";
import { type ColumnDecoder, decodeEach } from "./column-decoder.js";
import { plainOffsets } from "./decode-text.js";
import type { RowMode } from "./row-mode.js";

/** List and LargeList. The items of all rows are decoded at once, then cut. */
export function listDecoder(decodeItem: ColumnDecoder): ColumnDecoder {
  return (data, start, end) => {
    const offsets = plainOffsets(data.valueOffsets);
    const first = offsets[start] ?? 0;
    const items = plain(decodeItem(childOf(data, 0), first, offsets[end] ?? 0));
    return decodeEach(data, start, end, (index) =>
      items.slice((offsets[index] as number) - first, (offsets[index + 1] as number) - first),
    );
  };
}

export function fixedSizeListDecoder(listSize: number, decodeItem: ColumnDecoder): ColumnDecoder {
  return (data, start, end) => {
    const items = plain(decodeItem(childOf(data, 0), start * listSize, end * listSize));
    return decodeEach(data, start, end, (index) =>
      items.slice((index - start) * listSize, (index - start + 1) * listSize),
    );
  };
}

export function structDecoder(fields: readonly Field[], decoders: readonly ColumnDecoder[]): ColumnDecoder {
  const names = uniqueNames(fields.map((field) => field.name));
  return (data, start, end) => {
    const columns = decoders.map((decode, child) => decode(childOf(data, child), start, end));
    const rows = buildRows(names, columns, end - start);
    return data.nullCount === 0 ? rows : decodeEach(data, start, end, (index) => rows[index - start]);
  };
}

/** Map: a `Map`; for JSON an object where the keys are text, otherwise a list of `[key, value]`. */
export function mapDecoder(
  keysAreText: boolean,
  decodeKey: ColumnDecoder,
  decodeValue: ColumnDecoder,
  mode: RowMode,
): ColumnDecoder {
  const make = mode !== "json" ? toMap : keysAreText ? toObject : (entries: Entry[]) => entries;
  return (data, start, end) => {
    const offsets = plainOffsets(data.valueOffsets);
    const first = offsets[start] ?? 0;
    const pairs = childOf(data, 0);
    const keys = decodeKey(childOf(pairs, 0), first, offsets[end] ?? 0);
    const values = decodeValue(childOf(pairs, 1), first, offsets[end] ?? 0);
    return decodeEach(data, start, end, (index) => {
      const entries: Entry[] = [];
      for (let entry = offsets[index] as number; entry < (offsets[index + 1] as number); entry++) {
        entries.push([keys[entry - first], values[entry - first]]);
      }
      return make(entries);
    });
  };
}

type Entry = [key: unknown, value: unknown];

function toMap(entries: Entry[]): Map<unknown, unknown> {
  const map = new Map(entries);
  if (map.size < entries.length) throw repeatedKey();
  return map;
}

function toObject(entries: Entry[]): unknown {
  const object = Object.fromEntries(entries);
  if (Object.keys(object).length < entries.length) throw repeatedKey();
  return object;
}

function repeatedKey(): NativeError {
  return new NativeError("invalid-arrow", "a value of a Map column has the same key twice");
}

function childOf(data: Data, index: number): Data {
  const child = data.children[index];
  if (!child) throw new NativeError("invalid-arrow", `a column of type ${data.type} lacks its child ${index}`);
  return child;
}

/** Typed arrays become plain ones, so that a list is a list whatever it holds. */
function plain(values: ArrayLike<unknown>): unknown[] {
  return Array.isArray(values) ? values : Array.from(values);
}
