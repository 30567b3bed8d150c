import { exitCodes } from "./exit-codes.js";
import { findingsOfError, withSuggestions } from "./findings-of-error.js";
import { formatFailure } from "./print-error.js";
import { type OpenedSession, openArguments, type SessionArguments } from "./session-arguments.js";
import { styleOf, type Terminal, writeLine } from "./terminal.js";

export type { SessionArguments };

/** Opens a session, does something with a statement, and closes it. What the statement fails with is told with the place in its text. */
export async function withSession(
  given: SessionArguments,
  terminal: Terminal,
  sql: string,
  body: (opened: OpenedSession) => Promise<number>,
): Promise<number> {
  await using opened = await openArguments(given, terminal);
  try {
    return await body(opened);
  } catch (error) {
    terminal.signal.throwIfAborted();
    await printFailure(error, sql, opened, terminal);
    return exitCodes.failed;
  }
}

/** Says what a statement failed with, and the run by which to find it in the diagnostics. */
export async function printFailure(
  error: unknown,
  sql: string,
  { session, policy, diagnostics }: OpenedSession,
  terminal: Terminal,
): Promise<void> {
  const { messages } = terminal;
  const style = styleOf(messages, terminal);
  const findings = await withSuggestions(findingsOfError(error, sql), sql, session, policy);
  writeLine(messages, formatFailure(error, sql, findings, style));
  const runId: unknown = error instanceof Error ? Reflect.get(error, "runId") : undefined;
  if (diagnostics !== undefined && typeof runId === "string") {
    writeLine(messages, style.quiet(`run ${runId} in ${diagnostics}`));
  }
}
