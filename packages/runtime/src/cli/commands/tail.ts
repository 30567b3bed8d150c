import { resolve } from "node:path";
import { type DiagnosticsLine, parseDiagnosticsLine } from "../diagnostics-lines.js";
import { exitCodes } from "../exit-codes.js";
import { followLines } from "../follow-lines.js";
import { recordText } from "../record-text.js";
import { styleOf, type Terminal, writeOut } from "../terminal.js";

export interface TailArguments {
  readonly lines: number;
  readonly follow?: boolean;
  readonly run?: string;
}

/** `causeway tail`: the latest records of a diagnostics file, one line each, and with `--follow` those that are still to come. */
export async function runTail(path: string, given: TailArguments, terminal: Terminal): Promise<number> {
  const { output, signal, directory } = terminal;
  const style = styleOf(output, terminal);
  const isWanted = (record: DiagnosticsLine): boolean =>
    given.run === undefined || record.payload.runId.startsWith(given.run);
  const latest: string[] = [];
  let isCaughtUp = false;
  for await (const lines of followLines(resolve(directory, path), given.follow === true, signal)) {
    if (lines === "caught-up") {
      await writeOut(output, latest.splice(0).join(""), signal);
      isCaughtUp = true;
      continue;
    }
    for (const line of lines) {
      const record = parseDiagnosticsLine(line);
      if (record === undefined || !isWanted(record)) continue;
      latest.push(`${recordText(record, style)}\n`);
      if (!isCaughtUp && latest.length > given.lines) latest.shift();
    }
    if (isCaughtUp) await writeOut(output, latest.splice(0).join(""), signal);
  }
  return exitCodes.ok;
}
