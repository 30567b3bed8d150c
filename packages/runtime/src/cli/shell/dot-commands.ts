import { RuntimeError } from "@causeway/runtime";
import { formatCount } from "../../format-quantity.js";
import { checkText } from "../commands/check.js";
import { explanationText } from "../commands/explain.js";
import { withSuggestions } from "../findings-of-error.js";
import { type FormatName, formatNames } from "../formats/format-names.js";
import type { OpenedSession } from "../session-arguments.js";
import { parseTableArgument } from "../table-argument.js";
import { styleOf, type Terminal, writeLine } from "../terminal.js";

/** What a shell remembers between two lines. */
export interface ShellState {
  format: Exclude<FormatName, "arrow">;
  report: boolean;
}

interface DotCommand {
  readonly usage: string;
  readonly help: string;
  run(argument: string, shell: ShellState, opened: OpenedSession, terminal: Terminal): void | Promise<void>;
}

const shellFormats = formatNames.filter((name) => name !== "arrow");

/** The commands of the shell itself, which begin with a dot. */
export const dotCommands: Readonly<Record<string, DotCommand>> = {
  ".help": {
    usage: ".help",
    help: "show this list",
    run(_argument, _shell, _opened, { output }) {
      const usages = Object.values(dotCommands).map(({ usage }) => usage.length);
      const width = Math.max(...usages);
      for (const { usage, help } of Object.values(dotCommands)) writeLine(output, `${usage.padEnd(width)}  ${help}`);
      writeLine(output, "A statement ends with a semicolon. Ctrl-C stops it, Ctrl-D leaves.");
    },
  },
  ".tables": {
    usage: ".tables",
    help: "list the tables",
    run(_argument, _shell, { session }, { output }) {
      for (const { name, kind, version, files, columns } of session.tables.list()) {
        const facts = [
          version === undefined ? kind : `${kind}, version ${version}`,
          ...(files === undefined ? [] : [formatCount(files, "file", "files")]),
          formatCount(columns.length, "column", "columns"),
        ];
        writeLine(output, `${name}  (${facts.join(", ")})`);
      }
    },
  },
  ".schema": {
    usage: ".schema <table>",
    help: "list the columns of a table",
    run(argument, _shell, { session }, { output }) {
      const table = session.tables.list().find(({ name }) => name === argument);
      if (table === undefined) throw invalid(`there is no table ${JSON.stringify(argument)}`);
      const width = Math.max(...table.columns.map(({ name }) => name.length));
      for (const { name, type, nullable } of table.columns) {
        writeLine(output, `${name.padEnd(width)}  ${type}${nullable ? "" : " not null"}`);
      }
    },
  },
  ".open": {
    usage: ".open <name=kind:location>",
    help: "register a table",
    async run(argument, _shell, { session }, { output, directory }) {
      const { name, source } = await parseTableArgument(argument, directory);
      const { columns } = await session.tables.register(name, source);
      writeLine(output, `${name}: ${formatCount(columns.length, "column", "columns")}`);
    },
  },
  ".explain": {
    usage: ".explain <sql>",
    help: "show the plans of a statement",
    async run(argument, _shell, { session }, terminal) {
      const explanation = await session.explain(withoutSemicolon(argument), { signal: terminal.signal });
      writeLine(terminal.output, explanationText(explanation, styleOf(terminal.output, terminal)));
    },
  },
  ".check": {
    usage: ".check <sql>",
    help: "say what is wrong with a statement, and run nothing",
    async run(argument, _shell, { session, policy }, terminal) {
      const sql = withoutSemicolon(argument);
      const report = await session.preflight(sql, { signal: terminal.signal });
      const diagnostics = await withSuggestions(report.diagnostics, sql, session, policy);
      writeLine(terminal.output, checkText(sql, { ...report, diagnostics }, styleOf(terminal.output, terminal)));
    },
  },
  ".runs": {
    usage: ".runs",
    help: "list the runs of this shell",
    run(_argument, _shell, { session }, { output }) {
      for (const { runId, label, outcome, rows } of session.runs()) {
        writeLine(output, `${runId}  ${label}  ${outcome}  ${formatCount(rows, "row", "rows")}`);
      }
    },
  },
  ".format": {
    usage: ".format <name>",
    help: `write rows as ${shellFormats.join(", ")}`,
    run(argument, shell) {
      const format = shellFormats.find((name) => name === argument);
      if (format === undefined) throw invalid(`the formats are ${shellFormats.join(", ")}`);
      shell.format = format;
    },
  },
  ".report": {
    usage: ".report on|off",
    help: "show the report of each run",
    run(argument, shell) {
      if (argument !== "on" && argument !== "off") throw invalid("it is on or off");
      shell.report = argument === "on";
    },
  },
  ".quit": { usage: ".quit", help: "leave", run() {} },
};

function withoutSemicolon(sql: string): string {
  return sql.trim().replace(/;$/, "");
}

function invalid(reason: string): RuntimeError {
  return new RuntimeError("invalid-option", reason);
}
