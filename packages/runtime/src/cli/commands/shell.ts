import { openArguments, type SessionArguments } from "../session-arguments.js";
import type { ShellState } from "../shell/dot-commands.js";
import { Shell } from "../shell/shell.js";
import type { Terminal } from "../terminal.js";

export interface ShellArguments extends SessionArguments {
  readonly format: ShellState["format"];
}

/** `causeway`: statements one after the other, typed or from a pipe. */
export async function runShell(given: ShellArguments, terminal: Terminal): Promise<number> {
  await using opened = await openArguments(given, terminal);
  return await new Shell(opened, terminal, { format: given.format, report: false }).run();
}
