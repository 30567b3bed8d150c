import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ColdPhases } from "./cold-phases.js";

/** A process to start. */
export interface ColdCommand {
  readonly name: string;
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The phases of a fresh process, in milliseconds. */
export interface FreshRun {
  /** From the start of the process to the first line of its program. */
  readonly bootMs: number;
  readonly importMs: number;
  readonly openMs: number;
  readonly queryMs: number;
  /** Closing the session, and the end of the process. */
  readonly endMs: number;
  readonly totalMs: number;
  readonly rows: readonly (readonly string[])[];
}

/** Starts a process, lets it go through its first query, and waits for its end. */
export async function runFreshProcess(command: ColdCommand): Promise<FreshRun> {
  const startedAt = performance.timeOrigin + performance.now();
  const environment = { ...process.env, ...command.environment };
  const { stdout } = await promisify(execFile)(command.program, [...command.arguments], { env: environment });
  const totalMs = performance.timeOrigin + performance.now() - startedAt;
  const { firstLineAt, importMs, openMs, queryMs, rows } = JSON.parse(stdout) as ColdPhases;
  const bootMs = firstLineAt - startedAt;
  return { bootMs, importMs, openMs, queryMs, endMs: totalMs - bootMs - importMs - openMs - queryMs, totalMs, rows };
}
