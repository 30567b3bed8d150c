/** Cells between two columns: ` │ `. */
const gap = 3;

/** No column is narrowed below this. */
const leastWidth = 6;

/** Widths of columns that fit a terminal, as far as they can: the widest columns are narrowed first, all to the same width. */
export function fitWidths(wanted: readonly number[], terminalWidth: number | undefined): readonly number[] {
  if (terminalWidth === undefined) return wanted;
  const room = terminalWidth - gap * (wanted.length - 1);
  let cap = Math.max(leastWidth, ...wanted);
  while (cap > leastWidth && sumWithin(wanted, cap) > room) cap -= 1;
  const fitted = wanted.map((width) => Math.min(width, cap));
  // What is left over goes to the columns that were cut, from the left.
  let left = room - fitted.reduce((sum, width) => sum + width, 0);
  return fitted.map((width, column) => {
    const more = Math.max(0, Math.min(left, (wanted[column] ?? 0) - width, 1));
    left -= more;
    return width + more;
  });
}

function sumWithin(widths: readonly number[], cap: number): number {
  return widths.reduce((sum, width) => sum + Math.min(width, cap), 0);
}
