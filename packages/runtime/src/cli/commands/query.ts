import { readRows } from "@causeway/ext-native";
import { type QueryParameters, type QueryResult, RuntimeError, type Session } from "@causeway/runtime";
import { formatBytes, formatCount } from "../../format-quantity.js";
import { exitCodes } from "../exit-codes.js";
import { type FormatName, rowFormats } from "../formats/format-names.js";
import type { JsonRow } from "../formats/row-format.js";
import { progressLine } from "../progress-line.js";
import { readSql } from "../sql-argument.js";
import { styleOf, type Terminal, writeLine, writeOut } from "../terminal.js";
import { type SessionArguments, withSession } from "../with-session.js";

export interface QueryArguments extends SessionArguments {
  readonly format: FormatName;
  readonly parameters?: QueryParameters;
  readonly timeoutMs?: number;
  readonly report?: boolean;
}

/** `causeway query`: runs a statement and writes its rows while they come. */
export async function runQuery(argument: string, given: QueryArguments, terminal: Terminal): Promise<number> {
  if (given.format === "arrow" && terminal.output.isTTY === true) {
    throw new RuntimeError("invalid-option", "Arrow is no text: send it to a file or a pipe", { option: "format" });
  }
  const sql = await readSql(argument, terminal);
  return withSession(given, terminal, sql, async ({ session }) => {
    await printQuery(session, sql, given, terminal);
    return exitCodes.ok;
  });
}

/** Runs one statement of a session and writes its result; on a terminal, with a line that says how much it was. */
export async function printQuery(
  session: Session,
  sql: string,
  { format, parameters, timeoutMs, report = false }: Omit<QueryArguments, keyof SessionArguments>,
  terminal: Terminal,
): Promise<void> {
  const { messages, signal } = terminal;
  const progress = progressLine(messages);
  let result: QueryResult | undefined;
  try {
    result = await session.query(sql, {
      signal,
      onProgress: progress.onProgress,
      ...(parameters === undefined ? {} : { parameters }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    await (format === "arrow" ? writeArrow(result, terminal) : writeRows(result, format, terminal, progress.clear));
  } finally {
    progress.clear();
    if (report && result !== undefined) writeLine(messages, styleOf(messages, terminal).accent(String(result.report)));
  }
  if (!report && messages.isTTY === true) writeLine(messages, styleOf(messages, terminal).quiet(summaryOf(result)));
}

async function writeArrow(result: QueryResult, { output, signal }: Terminal): Promise<void> {
  for await (const chunk of result.ipc()) await writeOut(output, chunk, signal);
}

async function writeRows(
  result: QueryResult,
  format: Exclude<FormatName, "arrow">,
  { output, signal }: Terminal,
  beforeText: () => void,
): Promise<void> {
  const width = output.isTTY === true ? (output.columns ?? 80) : undefined;
  const rowFormat = rowFormats[format](result.schema, { width });
  const write = async (text: string): Promise<void> => {
    // Rows and progress may share the terminal.
    if (text !== "" && output.isTTY === true) beforeText();
    await writeOut(output, text, signal);
  };
  for await (const batch of result) await write(rowFormat.rows(readRows<JsonRow>(batch, "json")));
  await write(rowFormat.end());
}

function summaryOf({ report }: QueryResult): string {
  const read = report.scans.reduce((sum, { bytesScanned = 0 }) => sum + bytesScanned, 0);
  const milliseconds = Object.values(report.phasesMs).reduce((sum, ms) => sum + ms, 0);
  const facts = [
    formatCount(report.rows, "row", "rows"),
    ...(read === 0 ? [] : [`${formatBytes(read)} read`]),
    milliseconds < 1_000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`,
  ];
  return `(${facts.join(", ")})`;
}
