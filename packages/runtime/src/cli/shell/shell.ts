import { createInterface, type Interface } from "node:readline";
import { nearestNames } from "../../nearest-names.js";
import { printQuery } from "../commands/query.js";
import { exitCodes } from "../exit-codes.js";
import type { OpenedSession } from "../session-arguments.js";
import { styleOf, type Terminal, writeLine } from "../terminal.js";
import { printFailure } from "../with-session.js";
import { complete } from "./completion.js";
import { dotCommands, type ShellState } from "./dot-commands.js";
import { appendHistory, historyPath, readHistory } from "./history-file.js";
import { StatementBuffer } from "./statement-buffer.js";

/** Asks for statements and answers them, until the input ends. Where nobody types, the first failure ends it. */
export class Shell {
  readonly #opened: OpenedSession;
  readonly #terminal: Terminal;
  readonly #state: ShellState;
  readonly #buffer = new StatementBuffer();
  #running: AbortController | undefined;

  constructor(opened: OpenedSession, terminal: Terminal, state: ShellState) {
    this.#opened = opened;
    this.#terminal = terminal;
    this.#state = state;
  }

  /** The exit code. */
  async run(): Promise<number> {
    const { input, output, environment, signal } = this.#terminal;
    const isTyped = input.isTTY === true && output.isTTY === true;
    const path = isTyped ? historyPath(environment) : "";
    const lines = createInterface({
      input,
      ...(isTyped ? { output, terminal: true, history: await readHistory(path), completer: this.#completer } : {}),
      historySize: 1_000,
      removeHistoryDuplicates: true,
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    lines.on("SIGINT", () => this.#interrupt(lines));
    signal.addEventListener("abort", () => lines.close(), { once: true });
    if (isTyped) writeLine(output, styleOf(output, this.#terminal).quiet(".help tells what there is to do."));
    this.#ask(lines, isTyped);
    try {
      for await (const line of lines) {
        await appendHistory(path, line);
        if (line.trim() === ".quit") return exitCodes.ok;
        if (!(await this.#answer(line)) && !isTyped) return exitCodes.failed;
        this.#ask(lines, isTyped);
      }
      const rest = this.#buffer.take();
      const isWell = isTyped || rest === "" || (await this.#statement(rest));
      return isWell ? exitCodes.ok : exitCodes.failed;
    } finally {
      lines.close();
      signal.throwIfAborted();
    }
  }

  readonly #completer = (line: string): [string[], string] =>
    complete(line, this.#opened.session.tables.list(), Object.keys(dotCommands));

  #ask(lines: Interface, isTyped: boolean): void {
    if (!isTyped) return;
    lines.setPrompt(this.#buffer.isEmpty ? "causeway> " : "     ...> ");
    lines.prompt();
  }

  /** Ctrl-C stops what runs, else it throws away what was typed. */
  #interrupt(lines: Interface): void {
    if (this.#running !== undefined) {
      this.#running.abort();
      return;
    }
    this.#buffer.take();
    lines.write(null, { ctrl: true, name: "e" });
    lines.write(null, { ctrl: true, name: "u" });
    writeLine(this.#terminal.output, "");
    this.#ask(lines, true);
  }

  /** False when something went wrong, which has been told. */
  async #answer(line: string): Promise<boolean> {
    if (this.#buffer.isEmpty && line.trimStart().startsWith(".")) return this.#command(line.trim());
    for (const statement of this.#buffer.push(line)) if (!(await this.#statement(statement))) return false;
    return true;
  }

  #command(line: string): Promise<boolean> {
    const [, name = "", argument = ""] = /^(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
    return this.#guarded(argument, async (terminal) => {
      const command = dotCommands[name];
      if (command === undefined) throw new Error(`there is no command ${name}${hintOf(name)}`);
      await command.run(argument, this.#state, this.#opened, terminal);
    });
  }

  #statement(sql: string): Promise<boolean> {
    return this.#guarded(sql, (terminal) => printQuery(this.#opened.session, sql, this.#state, terminal));
  }

  async #guarded(sql: string, body: (terminal: Terminal) => Promise<void>): Promise<boolean> {
    const running = new AbortController();
    this.#running = running;
    const terminal = { ...this.#terminal, signal: AbortSignal.any([running.signal, this.#terminal.signal]) };
    try {
      await body(terminal);
      return true;
    } catch (error) {
      this.#terminal.signal.throwIfAborted();
      await printFailure(error, sql, this.#opened, this.#terminal);
      return false;
    } finally {
      this.#running = undefined;
    }
  }
}

function hintOf(name: string): string {
  const [nearest] = nearestNames(name, Object.keys(dotCommands));
  return nearest === undefined ? "; .help lists them" : `; did you mean ${nearest}?`;
}
