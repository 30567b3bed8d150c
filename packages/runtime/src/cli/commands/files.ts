import type { QueryParameters, RunReport, TablePruning } from "@causeway/runtime";
import { formatBytes, formatCount } from "../../format-quantity.js";
import { exitCodes } from "../exit-codes.js";
import { readSql } from "../sql-argument.js";
import type { Style } from "../style.js";
import { styleOf, type Terminal, writeOut } from "../terminal.js";
import { type SessionArguments, withSession } from "../with-session.js";

export interface FilesArguments extends SessionArguments {
  readonly format: "text" | "json";
  readonly parameters?: QueryParameters;
}

/** What is read of one table, and who chose it. */
interface TableFiles {
  readonly table: string;
  readonly kind: string;
  readonly version?: number;
  readonly filesTotal?: number;
  readonly filesRead?: number;
  readonly tableBytes?: number;
  /** What the prune stage decided of each scan of the table, as the report has it. */
  readonly pruning?: readonly TablePruning[];
}

/** Left-out files that are named for each scan. The counts are complete. */
const mostNamed = 10;

/** `causeway files`: which files of each table a statement would read. It is planned and begun, and stopped before its rows are read. */
export async function runFiles(argument: string, given: FilesArguments, terminal: Terminal): Promise<number> {
  const sql = await readSql(argument, terminal);
  const { format, parameters } = given;
  return withSession(given, terminal, sql, async ({ session }) => {
    const { output, signal } = terminal;
    const result = await session.query(sql, {
      signal,
      label: "files",
      ...(parameters === undefined ? {} : { parameters }),
    });
    const { report } = result;
    await result.cancel();
    const bytes = new Map(session.tables.list().map(({ name, bytes }) => [name, bytes]));
    const files = filesOf(report, bytes);
    const text = format === "json" ? JSON.stringify(files, undefined, 2) : filesText(files, styleOf(output, terminal));
    await writeOut(output, `${text}\n`, signal);
    return exitCodes.ok;
  });
}

function filesOf(
  { scans, pruning = [] }: RunReport,
  tableBytes: ReadonlyMap<string, number | undefined>,
): TableFiles[] {
  return scans.map(({ table, kind, version, filesTotal, filesRead }) => {
    const bytes = tableBytes.get(table);
    const decisions = pruning.filter((choice) => choice.table === table);
    return {
      table,
      kind,
      ...(version === undefined ? {} : { version }),
      ...(filesTotal === undefined ? {} : { filesTotal }),
      ...(filesRead === undefined ? {} : { filesRead }),
      ...(bytes === undefined ? {} : { tableBytes: bytes }),
      ...(decisions.length === 0 ? {} : { pruning: decisions }),
    };
  });
}

export function filesText(files: readonly TableFiles[], style: Style): string {
  if (files.length === 0) return "the statement reads no table";
  return files.map((one) => tableText(one, style)).join("\n");
}

function tableText(
  { table, kind, version, filesTotal, filesRead, tableBytes, pruning = [] }: TableFiles,
  style: Style,
): string {
  const heading = style.heading(`${table}${version === undefined ? "" : ` at version ${version}`}`);
  if (filesTotal === undefined || filesRead === undefined) return `${heading} (${kind}): no files`;
  const left = filesTotal - filesRead;
  const skipped = left === 0 ? "" : `, ${formatCount(left, "file", "files")} left out`;
  const size = tableBytes === undefined ? "" : style.quiet(` (${formatBytes(tableBytes)} in all)`);
  const summary = `${heading} (${kind}): reads ${filesRead} of ${formatCount(filesTotal, "file", "files")}${skipped}${size}`;
  const isReadTwice = pruning.length > 1;
  return [
    summary,
    ...pruning.flatMap((decision, at) => leftOutLines(decision, isReadTwice ? at + 1 : undefined, style)),
  ].join("\n");
}

/** Which files one scan leaves out, and why: counts, the first of them, and what no file could be left out by. */
function leftOutLines(
  { skipped, skippedFiles = [], undecided = [] }: TablePruning,
  scan: number | undefined,
  style: Style,
): string[] {
  const counts = Object.entries(skipped ?? {}).filter(([, files]) => files > 0);
  const leftOut = counts.reduce((sum, [, files]) => sum + files, 0);
  const named = skippedFiles.slice(0, mostNamed);
  const heading = [
    ...(scan === undefined ? [] : [`scan ${scan}`]),
    ...counts.map(([by, files]) => `${formatCount(files, "file", "files")} ${byWhat[by] ?? by}`),
  ];
  return [
    ...(heading.length === 0 ? [] : [`  ${heading.join(", ")}${leftOut === 0 ? "" : ":"}`]),
    ...named.map(({ path, conjunct, reason }) => {
      const condition = conjunct === undefined ? "" : `${conjunct}: `;
      return `    ${path}  ${style.quiet(`${condition}${reason}`)}`;
    }),
    ...(leftOut > named.length ? [style.quiet(`    and ${leftOut - named.length} more`)] : []),
    ...undecided.map((part) => style.quiet(`  no file is left out by ${part}`)),
  ];
}

const byWhat: Readonly<Record<string, string>> = {
  partition: "by partition",
  statistics: "by statistics",
  "no-rows": "without rows",
};
