import { formatNumber } from "./format-number.js";

/** A cell of a table; null is a dash. */
export type Cell = string | number | null;

/** A table that reads well as Markdown and on a terminal: columns aligned, numbers to the right. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => columns.map((_, index) => cellText(row[index] ?? null)));
  const widths = columns.map((name, index) => Math.max(3, name.length, ...texts.map((row) => row[index]?.length ?? 0)));
  const numeric = columns.map((_, index) => rows.every((row) => typeof (row[index] ?? null) !== "string"));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, index) => {
      const width = widths[index] ?? 0;
      return numeric[index] ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, index) => (numeric[index] ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  return [line(columns), line(rule), ...texts.map(line)].join("\n");
}

function cellText(cell: Cell): string {
  if (cell === null) return "–";
  return typeof cell === "number" ? formatNumber(cell) : cell;
}
