import { join } from "node:path";
import type { Workplace } from "../workplace.js";
import { pythonProgram } from "./python-tools.js";
import { runCommand } from "./run-command.js";

/** One of the 22 queries. */
export interface TpchQuery {
  /** `q1` to `q22`. */
  readonly name: string;
  /** The text, without a semicolon at its end. */
  readonly sql: string;
}

/** The 22 queries with the validation parameters, as DuckDB's tpch extension states them. */
export async function tpchQueries(workplace: Workplace): Promise<readonly TpchQuery[]> {
  const python = await pythonProgram(workplace, "python");
  const output = await runCommand(python, [join(workplace.packageFolder, "python", "tpch_queries.py")]);
  const texts = JSON.parse(output) as readonly (readonly [number, string])[];
  return texts.map(([number, text]) => ({ name: `q${number}`, sql: text.trim().replace(/;$/, "") }));
}
