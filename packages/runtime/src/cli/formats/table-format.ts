import type { Field } from "apache-arrow";
import { cutToWidth, displayWidth, onOneLine, padToWidth } from "../display-width.js";
import { cellText, isNumeric } from "./cell-text.js";
import { fitWidths } from "./fit-widths.js";
import type { JsonRow, RowFormatMaker } from "./row-format.js";

/** Rows that are held back to find the widths of the columns. */
const sampledRows = 1_000;

/**
 * A table for the eye. The columns are as wide as the first thousand rows need; on a terminal they are narrowed to its width, and longer cells are cut.
 * Elsewhere nothing is cut, and a later cell that is wider sticks out.
 */
export const tableFormat: RowFormatMaker = (schema, { width }) => {
  const { fields } = schema;
  let held: JsonRow[] = [];
  let widths: readonly number[] | undefined;

  const line = (cells: readonly string[]): string => `${drawn(cells, fields, widths ?? [], width !== undefined)}\n`;
  const cellsOf = (row: JsonRow): string[] => fields.map(({ name }) => onOneLine(cellText(row[name], "null")));

  function begin(): string {
    const rows = held.map(cellsOf);
    held = [];
    const names = fields.map(({ name }) => onOneLine(name));
    widths = fitWidths(columnWidths([names, ...rows]), width);
    return [line(names), rule(widths), ...rows.map(line)].join("");
  }
  return {
    rows(rows) {
      if (widths !== undefined) return rows.map((row) => line(cellsOf(row))).join("");
      held = [...held, ...rows];
      return held.length < sampledRows ? "" : begin();
    },
    end: () => (widths === undefined ? begin() : ""),
  };
};

function columnWidths(lines: readonly (readonly string[])[]): number[] {
  const [first = []] = lines;
  return first.map((_, column) => lines.reduce((most, cells) => Math.max(most, displayWidth(cells[column] ?? "")), 1));
}

function rule(widths: readonly number[]): string {
  return `${widths.map((width) => "─".repeat(width)).join("─┼─")}\n`;
}

function drawn(cells: readonly string[], fields: readonly Field[], widths: readonly number[], isCut: boolean): string {
  return fields
    .map((field, column) => {
      const width = widths[column] ?? 0;
      const cell = cells[column] ?? "";
      return padToWidth(isCut ? cutToWidth(cell, width) : cell, width, isNumeric(field) ? "right" : "left");
    })
    .join(" │ ")
    .trimEnd();
}
