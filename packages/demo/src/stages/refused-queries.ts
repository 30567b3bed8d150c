import { type Diagnostic, NativeError, RuntimeError } from "@causeway/runtime";
import type { DemoStage } from "./demo-stage.js";

/** What a session refuses before anything runs: a name that is not there, a wrong call, and what is no reading. */
const refused = [
  "SELECT origin, avg(dealy) AS mean FROM flights GROUP BY origin",
  "SELECT origin, max(distance) FROM flights",
  "DELETE FROM flights WHERE delay > 60",
];

/** Shows the place of what is wrong, and the message. */
export async function refusedQueries({ session, style, write }: DemoStage): Promise<void> {
  write(`\n${style.heading("Preflight: what is wrong with these?")}\n`);
  for (const sql of refused) {
    try {
      await (await session.query(sql, { label: "refused" })).rows();
      throw new Error(`the session ran what it should refuse: ${sql}`);
    } catch (error) {
      if (!NativeError.isInstance(error) && !RuntimeError.isInstance(error)) throw error;
      const [finding] = (await session.preflight(sql)).diagnostics;
      write(`${style.quiet(sql)}\n${marker(finding)}${style.accent(error.message)}\n\n`);
    }
  }
}

/** A caret under the place, where the finding has one. */
function marker({ column, endColumn }: Partial<Diagnostic> = {}): string {
  return column === undefined
    ? ""
    : `${" ".repeat(column - 1)}${"^".repeat(Math.max(1, (endColumn ?? column) - column))}\n`;
}
