import { RuntimeError } from "@causeway/runtime";
import type { Terminal } from "./terminal.js";

/** The SQL of a command: the argument itself, or for `-` what standard input holds. Errors: `invalid-option` where there is none. */
export async function readSql(argument: string, { input }: Terminal): Promise<string> {
  const sql = argument === "-" ? await readAll(input) : argument;
  if (sql.trim() === "") throw new RuntimeError("invalid-option", "there is no SQL", { option: "sql" });
  return sql;
}

async function readAll(input: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString("utf8");
}
