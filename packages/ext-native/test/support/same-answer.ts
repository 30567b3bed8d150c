import type { UnknownRow } from "../../src/index.js";

/**
 * What differs first between rows of ours and those of another engine, by the places of columns and whatever the order of rows; undefined where
 * nothing does. Numbers may differ by a hundred-thousandth of themselves: engines keep different digits of averages, and add floats in different orders.
 */
export function differenceOfAnswers(
  ours: readonly UnknownRow[],
  theirs: readonly (readonly unknown[])[],
): string | undefined {
  if (ours.length !== theirs.length) return `${ours.length} rows, not ${theirs.length}`;
  const [own, other] = [ours.map((row) => Object.values(row)), theirs].map((rows) =>
    rows.map((row) => row.map(cell)).sort(byCells),
  );
  for (const [index, row] of (own ?? []).entries()) {
    const expected = other?.[index] ?? [];
    const isSame = row.length === expected.length && row.every((value, place) => isSameCell(value, expected[place]));
    if (!isSame) return `${JSON.stringify(row)}, not ${JSON.stringify(expected)}`;
  }
  return undefined;
}

type Cell = number | string | null;

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  const text = String(value);
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text.trimEnd();
}

function byCells(one: readonly Cell[], other: readonly Cell[]): number {
  const [first, second] = [one, other].map((row) => row.map(sortText).join("\u0001"));
  return (first ?? "") < (second ?? "") ? -1 : 1;
}

function sortText(value: Cell): string {
  return typeof value === "number" ? value.toPrecision(5) : String(value);
}

function isSameCell(one: Cell, other: Cell | undefined): boolean {
  if (typeof one !== "number" || typeof other !== "number") return one === other;
  return Math.abs(one - other) <= 1e-5 * Math.max(Math.abs(one), Math.abs(other)) + 2e-6;
}
