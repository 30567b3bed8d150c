import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { RuntimeError } from "@causeway/runtime";
import { type RunRecord, renderRuns } from "@causeway/runtime/viewer";
import { loadConfig } from "../config-file.js";
import { parseDiagnosticsLine } from "../diagnostics-lines.js";
import { exitCodes } from "../exit-codes.js";
import { followLines } from "../follow-lines.js";
import { type Terminal, writeLine } from "../terminal.js";

export interface InspectArguments {
  readonly diagnostics?: string;
  readonly config?: string;
  readonly output: string;
  readonly last: number;
}

const runIdPattern = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/i;

/** `causeway inspect`: writes the runs of a diagnostics file, or one of them, as a page. */
export async function runInspect(what: string, given: InspectArguments, terminal: Terminal): Promise<number> {
  const runId = runIdPattern.test(what) ? what.toLowerCase() : undefined;
  const file = runId === undefined ? resolve(terminal.directory, what) : await diagnosticsOf(given, terminal);
  const page = renderRuns(await readRecords(file, terminal), {
    last: given.last,
    ...(runId === undefined ? {} : { runId }),
  });
  if (page === undefined) {
    const missing = runId === undefined ? "no run" : `no run ${runId}`;
    throw new RuntimeError("invalid-option", `there is ${missing} in ${file}`, { option: "run-or-file" });
  }
  const output = resolve(terminal.directory, given.output);
  await writeFile(output, page);
  writeLine(terminal.output, output);
  return exitCodes.ok;
}

async function diagnosticsOf({ diagnostics, config }: InspectArguments, { directory }: Terminal): Promise<string> {
  const file =
    diagnostics === undefined ? (await loadConfig(config, directory)).diagnostics : resolve(directory, diagnostics);
  if (file !== undefined) return file;
  throw new RuntimeError("invalid-option", "to find a run, --diagnostics or the configuration must name the file", {
    option: "diagnostics",
  });
}

async function readRecords(file: string, { signal }: Terminal): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for await (const lines of followLines(file, false, signal)) {
    if (lines !== "caught-up")
      records.push(...lines.map(parseDiagnosticsLine).filter((record) => record !== undefined));
  }
  return records;
}
