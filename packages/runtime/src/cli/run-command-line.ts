import { type QueryParameters, RuntimeError } from "@causeway/runtime";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { runCapabilities } from "./commands/capabilities.js";
import { runCheck } from "./commands/check.js";
import { runExplain } from "./commands/explain.js";
import { runFiles } from "./commands/files.js";
import { runInspect } from "./commands/inspect.js";
import { runQuery } from "./commands/query.js";
import { runShell } from "./commands/shell.js";
import { runTail } from "./commands/tail.js";
import { exitCodes } from "./exit-codes.js";
import { formatNames } from "./formats/format-names.js";
import { formatError } from "./print-error.js";
import { Interruption, styleOf, type Terminal, writeLine } from "./terminal.js";

/** Runs the command line and gives its exit code. Nothing is thrown: what goes wrong is told on standard error. */
export async function runCommandLine(words: readonly string[], version: string, terminal: Terminal): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = commandLine(version, terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return exitCode;
  } catch (error) {
    if (terminal.signal.reason instanceof Interruption) return terminal.signal.reason.exitCode;
    // Commander has said what is wrong, or has shown its help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    writeLine(terminal.messages, formatError(error, styleOf(terminal.messages, terminal)));
    return isUsage(error) ? exitCodes.usage : exitCodes.failed;
  }
}

type Action<Given extends readonly unknown[]> = (...given: Given) => Promise<number>;

function commandLine(version: string, terminal: Terminal, end: (exitCode: number) => void): Command {
  const act = <Given extends readonly unknown[]>(action: Action<Given>) => {
    return async (...given: Given): Promise<void> => end(await action(...given));
  };
  const program = new Command("causeway")
    .description("SQL over Delta Lake, Parquet, CSV, JSON and Arrow. Without a command: a shell.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.output.write(text),
      writeErr: (text) => terminal.messages.write(text),
    })
    .showSuggestionAfterError();
  const statement = (name: string, description: string): Command =>
    withSessionOptions(
      program.command(name).description(description).argument("<sql>", "the statement, or - for standard input"),
    );
  const text = (): Option =>
    new Option("--format <format>", "how it is written").choices(["text", "json"]).default("text");

  statement("query", "run a statement and write its rows while they come")
    .addOption(new Option("--format <format>", "how rows are written").choices(formatNames).default("table"))
    .addOption(parametersOption())
    .addOption(new Option("--timeout-ms <milliseconds>", "end the statement after so long").argParser(wholeNumber))
    .option("--report", "write the report of the run to standard error")
    .action(act((sql, given) => runQuery(sql, given, terminal)));
  statement("explain", "show the plans of a statement")
    .option("--analyze", "run it, and show what each operator measured")
    .addOption(parametersOption())
    .addOption(text())
    .action(act((sql, given) => runExplain(sql, given, terminal)));
  statement("check", "say what is wrong with a statement, and run nothing")
    .addOption(text())
    .action(act((sql, given) => runCheck(sql, given, terminal)));
  statement("files", "say which files of each table a statement would read")
    .addOption(parametersOption())
    .addOption(text())
    .action(act((sql, given) => runFiles(sql, given, terminal)));
  program
    .command("capabilities")
    .description("show the versions and stores of the engine")
    .addOption(text())
    .action(act((given) => runCapabilities(given, terminal)));
  program
    .command("tail")
    .description("show the latest records of a diagnostics file")
    .argument("<file>", "a JSONL file of diagnostics")
    .addOption(new Option("-n, --lines <count>", "how many").argParser(wholeNumber).default(20))
    .option("-f, --follow", "go on with what is appended")
    .option("--run <id>", "only the run whose id begins so")
    .action(act((file, given) => runTail(file, given, terminal)));
  program
    .command("inspect")
    .description("write runs as one HTML file to look at")
    .argument("<run-or-file>", "a JSONL file of diagnostics, or the id of a run in the file of --diagnostics")
    .option("--diagnostics <file>", "where to find the run")
    .option("--config <file>", "a configuration that names the diagnostics (default: causeway.json, if it is there)")
    .option("-o, --output <file>", "the file to write", "causeway-runs.html")
    .addOption(new Option("--last <count>", "most runs to show").argParser(wholeNumber).default(50))
    .action(act((what, given) => runInspect(what, given, terminal)));
  withSessionOptions(program.command("shell", { isDefault: true }).description("ask one statement after the other"))
    .addOption(
      new Option("--format <format>", "how rows are written")
        .choices(formatNames.filter((name) => name !== "arrow"))
        .default("table"),
    )
    .action(act((given) => runShell(given, terminal)));
  return program;
}

function withSessionOptions(command: Command): Command {
  return command
    .option("-t, --table <name=kind:location>", "a table, such as trips=delta:./trips@3; may come again", collect, [])
    .option("-c, --config <file>", "a JSON file of tables and options (default: causeway.json, if it is there)")
    .addOption(
      new Option("--preflight <mode>", "what becomes of a statement that is found wanting").choices([
        "enforce",
        "warn",
        "off",
      ]),
    )
    .addOption(new Option("--lane <lane>", "how the plan travels").choices(["prefer-substrait", "sql"]))
    .addOption(new Option("--memory-limit <size>", "memory of the operators, such as 256MB").argParser(byteSize))
    .option("--diagnostics <file>", "append all that is known of each run, for tail and inspect");
}

function parametersOption(): Option {
  return new Option("-p, --parameters <json>", "values for $1, $2 … (a JSON list) or $name (an object)").argParser(
    jsonParameters,
  );
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

function jsonParameters(text: string): QueryParameters {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as QueryParameters;
  } catch {
    // Told below: what is no JSON is no list either.
  }
  throw new InvalidArgumentError("It must be a JSON list or object.");
}

function byteSize(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError("It must be a size such as 256MB.");
  return Math.round(Number(digits) * 1e3 ** ["", "k", "m", "g"].indexOf(unit.toLowerCase()));
}

function isUsage(error: unknown): boolean {
  return RuntimeError.isInstance(error) && ["invalid-option", "unknown-option"].includes(error.code);
}
