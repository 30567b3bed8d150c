import type { Explanation, OperatorMetrics, QueryParameters } from "@causeway/runtime";
import { formatCount } from "../../format-quantity.js";
import { drawTree, type TreeLine } from "../../report-tree.js";
import { exitCodes } from "../exit-codes.js";
import { readSql } from "../sql-argument.js";
import type { Style } from "../style.js";
import { styleOf, type Terminal, writeOut } from "../terminal.js";
import { type SessionArguments, withSession } from "../with-session.js";

export interface ExplainArguments extends SessionArguments {
  readonly analyze?: boolean;
  readonly format: "text" | "json";
  readonly parameters?: QueryParameters;
}

/** `causeway explain`: the plans of a statement, and with `--analyze` what each operator measured. */
export async function runExplain(argument: string, given: ExplainArguments, terminal: Terminal): Promise<number> {
  const sql = await readSql(argument, terminal);
  const { analyze = false, format, parameters } = given;
  return withSession(given, terminal, sql, async ({ session }) => {
    const { output, signal } = terminal;
    const how = { analyze, signal, ...(parameters === undefined ? {} : { parameters }) };
    const explanation = await session.explain(sql, how);
    const text =
      format === "json"
        ? JSON.stringify(explanation, undefined, 2)
        : explanationText(explanation, styleOf(output, terminal));
    await writeOut(output, `${text}\n`, signal);
    return exitCodes.ok;
  });
}

/** The plans one under the other; with operators, these in place of the physical plan. */
export function explanationText({ logical, optimized, physical, operators }: Explanation, style: Style): string {
  const part = (title: string, text: string): string => `${style.heading(title)}\n${text.trimEnd()}`;
  return [
    part("Logical plan", logical),
    part("Optimised plan", optimized),
    operators === undefined ? part("Physical plan", physical) : part("Operators", drawTree(operatorLine(operators))),
  ].join("\n\n");
}

function operatorLine({ name, detail, rows, elapsedMs, children }: OperatorMetrics): TreeLine {
  const facts = detail.startsWith(`${name}: `) ? detail.slice(name.length + 2) : "";
  const count = rows === undefined ? "" : ` → ${formatCount(rows, "row", "rows")}`;
  const short = facts.length > 60 ? `${facts.slice(0, 59)}…` : facts;
  return {
    text: `${name}${count}${short === "" ? "" : `  ${short}`}`,
    ms: elapsedMs,
    children: children.map(operatorLine),
  };
}
