import { type ColumnType, isColumnType } from "./column-type.js";
import type { DatePart, DateTruncUnit, Expression } from "./expression.js";

/**
 * Reads the SQL text of a generation expression (PROTOCOL.md, "Generated Columns"): a column, CAST, DATE, TO_DATE, YEAR, QUARTER, MONTH, DAY,
 * DAYOFMONTH, HOUR, DATE_TRUNC, TRUNC, SUBSTRING, SUBSTR, LEFT, and DATE_FORMAT with a pattern that begins like an ISO date. Undefined for all else.
 */
export function parseGeneration(text: unknown): Expression | undefined {
  if (typeof text !== "string") return undefined;
  const tokens = text.match(/`(?:[^`]|``)*`|'(?:[^']|'')*'|"[^"]*"|[A-Za-z_]\w*|\d+|\S/g) ?? [];
  const reader = new TokenReader(tokens);
  const expression = readExpression(reader, 0);
  return expression !== undefined && reader.isAtEnd() ? expression : undefined;
}

class TokenReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  take(): string | undefined {
    this.#at += 1;
    return this.#tokens[this.#at - 1];
  }

  takeIf(token: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== token) return false;
    this.#at += 1;
    return true;
  }
}

const maxDepth = 20;

function readExpression(reader: TokenReader, depth: number): Expression | undefined {
  if (depth > maxDepth) return undefined;
  const first = reader.take();
  if (first === undefined || !/^[A-Za-z_`]/.test(first)) return undefined;
  if (!first.startsWith("`") && reader.takeIf("(")) return readCall(first.toUpperCase(), reader, depth);
  const path = [nameOf(first)];
  while (reader.takeIf(".")) {
    const part = reader.take();
    if (part === undefined || !/^[A-Za-z_`]/.test(part)) return undefined;
    path.push(nameOf(part));
  }
  return path.map((part) => (/[.`]/.test(part) ? `\`${part.replaceAll("`", "``")}\`` : part)).join(".");
}

function nameOf(token: string): string {
  return token.startsWith("`") ? token.slice(1, -1).replaceAll("``", "`") : token;
}

function readCall(name: string, reader: TokenReader, depth: number): Expression | undefined {
  if (name === "DATE_TRUNC") {
    const unit = truncUnits[textOf(reader.take())];
    const input = reader.takeIf(",") ? readExpression(reader, depth + 1) : undefined;
    return unit !== undefined && input !== undefined && reader.takeIf(")")
      ? { kind: "date-trunc", unit, input }
      : undefined;
  }
  const input = readExpression(reader, depth + 1);
  if (input === undefined) return undefined;
  if (name === "CAST") {
    const type = reader.takeIf("AS") ? castTypes[reader.take()?.toUpperCase() ?? ""] : undefined;
    return type !== undefined && reader.takeIf(")") ? { kind: "cast", input, to: type } : undefined;
  }
  const more: string[] = [];
  while (reader.takeIf(",")) more.push(reader.take() ?? "");
  return reader.takeIf(")") ? makeCall(name, input, more) : undefined;
}

function makeCall(name: string, input: Expression, more: readonly string[]): Expression | undefined {
  const [second, third] = more;
  const part = dateParts[name];
  if (part !== undefined) return more.length === 0 ? { kind: "date-part", part, input } : undefined;
  switch (name) {
    case "DATE":
    case "TO_DATE":
      return more.length === 0 ? { kind: "cast", input, to: "date" } : undefined;
    case "TRUNC": {
      const unit = truncUnits[textOf(second)];
      return unit !== undefined && more.length === 1
        ? { kind: "cast", to: "date", input: { kind: "date-trunc", unit, input } }
        : undefined;
    }
    case "SUBSTRING":
    case "SUBSTR":
      return (second === "0" || second === "1") && more.length === 2 && /^\d+$/.test(third ?? "")
        ? { kind: "left", input, length: Number(third) }
        : undefined;
    case "LEFT":
      return more.length === 1 && /^\d+$/.test(second ?? "")
        ? { kind: "left", input, length: Number(second) }
        : undefined;
    case "DATE_FORMAT": {
      const length = isoLengths[textOf(second, false)];
      const date: Expression = { kind: "cast", to: "string", input: { kind: "cast", to: "date", input } };
      return length !== undefined && more.length === 1 ? { kind: "left", input: date, length } : undefined;
    }
    default:
      return undefined;
  }
}

function textOf(token: string | undefined, fold = true): string {
  const text = /^(['"]).*\1$/.test(token ?? "") ? (token ?? "").slice(1, -1) : "";
  return fold ? text.toUpperCase() : text;
}

const dateParts: Readonly<Record<string, DatePart>> = {
  YEAR: "year",
  QUARTER: "quarter",
  MONTH: "month",
  DAY: "day",
  DAYOFMONTH: "day",
  HOUR: "hour",
};

const truncUnits: Readonly<Record<string, DateTruncUnit>> = {
  YEAR: "year",
  YYYY: "year",
  YY: "year",
  QUARTER: "quarter",
  MONTH: "month",
  MM: "month",
  MON: "month",
  WEEK: "week",
  DAY: "day",
  DD: "day",
  HOUR: "hour",
  MINUTE: "minute",
  SECOND: "second",
};

const isoLengths: Readonly<Record<string, number>> = { yyyy: 4, "yyyy-MM": 7, "yyyy-MM-dd": 10 };

const sqlTypes: Readonly<Record<string, string>> = {
  TINYINT: "byte",
  SMALLINT: "short",
  INT: "integer",
  BIGINT: "long",
  REAL: "float",
};

const castTypes: Readonly<Record<string, ColumnType>> = Object.fromEntries(
  ["BOOLEAN", "BYTE", "SHORT", "INTEGER", "LONG", "FLOAT", "DOUBLE", "STRING", "DATE", "TIMESTAMP", "TIMESTAMP_NTZ"]
    .concat(Object.keys(sqlTypes))
    .map((name): [string, string] => [name, sqlTypes[name] ?? name.toLowerCase()])
    .filter((entry): entry is [string, ColumnType] => isColumnType(entry[1])),
);
