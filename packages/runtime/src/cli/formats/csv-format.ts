import { cellText } from "./cell-text.js";
import type { RowFormatMaker } from "./row-format.js";

/** CSV by RFC 4180, with a header, and lines that end in a newline. Null is an empty field, an empty text is `""`. */
export const csvFormat: RowFormatMaker = (schema) => {
  const names = schema.fields.map(({ name }) => name);
  let header = `${names.map(quoted).join(",")}\n`;
  const takeHeader = (): string => {
    const text = header;
    header = "";
    return text;
  };
  return {
    rows: (rows) => takeHeader() + rows.map((row) => `${names.map((name) => field(row[name])).join(",")}\n`).join(""),
    end: takeHeader,
  };
};

function field(value: unknown): string {
  return value === "" ? '""' : quoted(cellText(value, ""));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
