import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** One statement of a test file. */
export interface TestRecord {
  readonly sql: string;
  /** The file says that the statement fails. */
  readonly fails: boolean;
  readonly line: number;
}

/** The statements of a sqllogictest file in their order, with those of the files that it includes. */
export async function testRecords(path: string): Promise<readonly TestRecord[]> {
  const lines = (await readFile(path, "utf8")).split(/\r?\n/);
  const records: TestRecord[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const header = lines[index] ?? "";
    const [word, kind] = header.split(/\s+/);
    if (word === "include") records.push(...(await testRecords(join(dirname(path), header.slice(8).trim()))));
    if (word !== "statement" && word !== "query") continue;
    const line = index + 2;
    const sql: string[] = [];
    for (index += 1; index < lines.length; index += 1) {
      const text = lines[index] ?? "";
      if (text.trim() === "" || text.trim() === "----") break;
      sql.push(text);
    }
    records.push({ sql: sql.join("\n").replace(/;\s*$/, ""), fails: kind === "error", line });
  }
  return records;
}

/** Whether a statement is a query, by its first word; SELECT … INTO makes a table. */
export function isQuery(sql: string): boolean {
  const text = sql.replace(/^(\s|\(|--.*\n|\/\*[\s\S]*?\*\/)+/, "");
  return /^(select|with|values|from|table)\b/i.test(text) && !/^select\s[^()]*\binto\s/i.test(text);
}
