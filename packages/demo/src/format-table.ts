import Table from "cli-table3";
import type { TerminalStyle } from "./terminal-style.js";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fraction = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Rows as a table for the terminal: numbers to the right with thousands marked, a dash for what is absent. */
export function formatTable(rows: readonly Record<string, unknown>[], style: TerminalStyle): string {
  const [first] = rows;
  if (first === undefined) return "(no rows)";
  const names = Object.keys(first);
  const table = new Table({
    head: names.map((name) => style.heading(name.replaceAll("_", " "))),
    colAligns: names.map((name) => (rows.every((row) => isNumber(row[name])) ? "right" : "left")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(names.map((name) => formatValue(row[name])));
  return table.toString();
}

function formatValue(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "bigint") return whole.format(value);
  if (typeof value === "number") return (Number.isInteger(value) ? whole : fraction).format(value);
  if (value instanceof Date) return value.toISOString().slice(0, 16).replace("T", " ");
  return String(value);
}

function isNumber(value: unknown): boolean {
  return value === null || typeof value === "number" || typeof value === "bigint";
}
