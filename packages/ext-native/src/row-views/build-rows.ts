/** A row as a plain object. */
export type UnknownRow = Record<string, unknown>;

/**
 * Names that are unique: a second `id` becomes `id_2`, or the next number that is free.
 * (SQL joins may give two columns one name; a plain object would keep only the last.)
 */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let number = 2;
    while (taken.has(`${name}_${number}`)) number++;
    const free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}

/** An object with one property for each name. `__proto__` is a name as any other. */
export function emptyRow(names: readonly string[]): UnknownRow {
  const row: UnknownRow = {};
  for (const name of names)
    Object.defineProperty(row, name, { value: null, writable: true, enumerable: true, configurable: true });
  return row;
}

/** Rows of columns of equal length. Each row starts as a copy of one template, so all have one shape and setting a value is cheap. */
export function buildRows(
  names: readonly string[],
  columns: readonly ArrayLike<unknown>[],
  length: number,
): UnknownRow[] {
  const template = emptyRow(names);
  const rows = new Array<UnknownRow>(length);
  const width = names.length;
  for (let index = 0; index < length; index++) {
    const row = { ...template };
    for (let column = 0; column < width; column++) {
      row[names[column] as string] = (columns[column] as ArrayLike<unknown>)[index];
    }
    rows[index] = row;
  }
  return rows;
}
