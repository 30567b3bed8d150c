/** Where something stands in a text: lines and columns from 1, in UTF-16 code units. The end is behind the last one. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What may hold a `$` that is none of a parameter: quoted texts and names, comments, texts in dollar signs. Then a parameter. */
const tokens =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|[A-Za-z_][\w$]*|(\$\w+)/g;

/** Where each parameter of a text stands for the first time, by its name with the `$`. */
export function parameterPlaces(sql: string): ReadonlyMap<string, TextPlace> {
  const places = new Map<string, TextPlace>();
  for (const match of sql.matchAll(tokens)) {
    const name = match[2];
    if (name === undefined || places.has(name)) continue;
    const before = sql.slice(0, match.index).split("\n");
    const line = before.length;
    const column = (before.at(-1) as string).length + 1;
    places.set(name, { line, column, endLine: line, endColumn: column + name.length });
  }
  return places;
}
