import { onOneLine } from "../display-width.js";
import { cellText, isNumeric } from "./cell-text.js";
import type { RowFormatMaker } from "./row-format.js";

/** A table of GitHub's Markdown: numbers to the right, null as an empty cell. */
export const markdownFormat: RowFormatMaker = (schema) => {
  const names = schema.fields.map(({ name }) => name);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  let header = line(names.map(escaped)) + line(schema.fields.map((field) => (isNumeric(field) ? "--:" : "---")));
  const takeHeader = (): string => {
    const text = header;
    header = "";
    return text;
  };
  return {
    rows: (rows) =>
      takeHeader() + rows.map((row) => line(names.map((name) => escaped(cellText(row[name], ""))))).join(""),
    end: takeHeader,
  };
};

function escaped(text: string): string {
  const broken = text.replace(/\r?\n/g, "<br>");
  return onOneLine(broken)
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
    .replaceAll("&lt;br>", "<br>");
}
