import { existsSync } from "node:fs";

/** Files that tests of DataFusion read and its crate does not carry, with their columns where the statement does not name them. */
const knownFiles: Readonly<Record<string, string>> = {
  "alltypes_plain.parquet":
    "id INT, bool_col BOOLEAN, tinyint_col INT, smallint_col INT, int_col INT, bigint_col BIGINT, float_col FLOAT, double_col DOUBLE, date_string_col VARCHAR, string_col VARCHAR, timestamp_col TIMESTAMP",
  "example.arrow": "f0 BIGINT, f1 VARCHAR, f2 BOOLEAN",
};
const rowCount = 100;

/**
 * Before: `CREATE EXTERNAL TABLE t (c INT, …) … LOCATION 'file'` of a file that is not there. After: the same table with made-up rows, a tenth of
 * the values NULL. Undefined for any other statement, and where nothing says which columns the file has.
 */
export function standInStatements(sql: string): readonly string[] | undefined {
  const create =
    /^\s*create\s+(?:unbounded\s+)?external\s+table\s+(?:if\s+not\s+exists\s+)?("[^"]+"|[\w.]+)\s*([\s\S]*)$/i.exec(
      sql,
    );
  const [, table = "", rest = ""] = create ?? [];
  const location = /location\s+'([^']*)'/i.exec(rest)?.[1];
  if (create === null || location === undefined || existsSync(location)) return undefined;
  const declared = rest.startsWith("(")
    ? insideBrackets(rest)
    : knownFiles[location.slice(location.lastIndexOf("/") + 1)];
  if (declared === undefined) return undefined;
  const columns = splitAtCommas(declared);
  const values = columns.map((column, place) => standInValue(column, place));
  return [
    `CREATE TABLE ${table} (${columns.join(", ")})`,
    `INSERT INTO ${table} SELECT ${values.join(", ")} FROM generate_series(0, ${rowCount - 1}) AS made(value)`,
  ];
}

function standInValue(column: string, place: number): string {
  const [, type = "", rest = ""] = /^(?:"[^"]+"|\S+)\s+(.*?)\s*((?:not\s+)?null\s*)?$/i.exec(column.trim()) ?? [];
  const number = `(value * ${7 + place * 4} + ${place}) % 53`;
  const value = madeUpValue(type.toLowerCase(), number);
  const cast = `arrow_cast(${value}, arrow_typeof(CAST(NULL AS ${type})))`;
  return /not/i.test(rest) ? cast : `CASE WHEN (value + ${place}) % 10 = 3 THEN NULL ELSE ${cast} END`;
}

function madeUpValue(type: string, number: string): string {
  if (/char|text|string/.test(type)) return `chr(97 + (${number}) % 26)`;
  if (/bool/.test(type)) return `(${number}) % 2 = 0`;
  if (/timestamp/.test(type)) return `to_timestamp(1600000000 + (${number}) * 86400)`;
  if (/date/.test(type)) return `to_timestamp(1600000000 + (${number}) * 86400)`;
  if (/time/.test(type)) return "'10:20:30'";
  if (/float|double|real|decimal|numeric/.test(type)) return `(${number}) / 4.0`;
  return number;
}

function insideBrackets(text: string): string {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "(") depth += 1;
    if (text[index] === ")") depth -= 1;
    if (depth === 0) return text.slice(1, index);
  }
  return text;
}

function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const letter = text[index];
    if (letter === "(" || letter === "<") depth += 1;
    if (letter === ")" || letter === ">") depth -= 1;
    if (index === text.length || (letter === "," && depth === 0)) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return parts.filter((part) => part !== "");
}
