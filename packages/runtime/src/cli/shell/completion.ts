import type { TableDescription } from "@causeway/runtime";

/** The words of SQL that are worth completing. */
const keywords =
  "SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET JOIN LEFT RIGHT FULL INNER CROSS ON USING AS DISTINCT UNION ALL EXCEPT INTERSECT WITH CASE WHEN THEN ELSE END AND OR NOT IN IS NULL LIKE ILIKE BETWEEN EXISTS CAST FILTER OVER PARTITION EXPLAIN ANALYZE DESCRIBE VALUES ASC DESC NULLS FIRST LAST INTERVAL EXTRACT".split(
    " ",
  );

type Table = Pick<TableDescription, "name" | "columns">;

/** What may follow the text before the cursor, and the piece of it that is completed: the answer that readline asks for. */
export function complete(line: string, tables: readonly Table[], commands: readonly string[]): [string[], string] {
  if (/^\s*\.\w*$/.test(line)) {
    const word = line.trimStart();
    return [commands.filter((command) => command.startsWith(word)), word];
  }
  const [word = ""] = /[\p{L}\p{N}_$."]*$/u.exec(line) ?? [];
  const dot = word.lastIndexOf(".");
  if (dot >= 0 && !line.trimStart().startsWith("."))
    return [columnsOf(line, word.slice(0, dot), word.slice(dot + 1), tables), word];
  const before = line.slice(0, line.length - word.length);
  const names = tables.map(({ name }) => name);
  if (/\b(?:from|join)\s+$/i.test(before) || /^\s*\.\w+\s+$/.test(before)) return [startingWith(word, names), word];
  const columns = tables.flatMap((table) => table.columns.map(({ name }) => name));
  const isLower = word !== "" && word === word.toLowerCase();
  const words = keywords.map((keyword) => (isLower ? keyword.toLowerCase() : keyword));
  return [
    startingWith(word, [...new Set([...columns, ...names])]).concat(word === "" ? [] : startingWith(word, words)),
    word,
  ];
}

/** The columns of a table, or of the table that an alias of the line stands for. */
function columnsOf(line: string, owner: string, start: string, tables: readonly Table[]): string[] {
  const alias = new RegExp(
    `\\b(?:from|join|,)\\s*("[^"]+"|[\\p{L}\\p{N}_$]+)\\s+(?:as\\s+)?${escaped(owner)}\\b`,
    "iu",
  ).exec(line)?.[1];
  const table = tables.find(({ name }) =>
    [owner, alias].some((wanted) => wanted !== undefined && sameName(wanted, name)),
  );
  const names = table?.columns.map(({ name }) => name) ?? [];
  return startingWith(start, names).map((name) => `${owner}.${name}`);
}

/** Names that begin so in any case of the letters; one that SQL would read otherwise stands in quotes. */
function startingWith(start: string, names: readonly string[]): string[] {
  const bare = start.replace(/^"/, "").toLowerCase();
  return names.filter((name) => name.toLowerCase().startsWith(bare)).map(quotedIfNeeded);
}

function quotedIfNeeded(name: string): string {
  return /^(?:[a-z_][a-z\d_]*|[A-Z]+)$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function sameName(written: string, name: string): boolean {
  return written.startsWith('"') ? written.slice(1, -1) === name : written.toLowerCase() === name.toLowerCase();
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
