import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const addon = fileURLToPath(new URL("../../native/index.cjs", import.meta.url));

/** How a program ended. */
export interface ProgramEnd {
  /** Exit code; null if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

/** What every program can use: the addon, and a session with an execution of `sql` that has begun. */
export const preamble = `
  const native = require(${JSON.stringify(addon)});
  const { setTimeout: sleep } = require("node:timers/promises");
  async function begin(sql, options = {}) {
    const session = native.NativeSession.open(JSON.stringify(options));
    const plan = await session.prepare(sql);
    return { session, plan, stream: await plan.execute(null, false) };
  }
  const rows = "SELECT value, value * 2 AS twice FROM range(0, 10000000000)";
  const endless = "SELECT sum(value % 7) AS sum FROM range(0, 1000000000000)";
`;

/** Runs a program in a process of its own: a crash or a hang of the addon must not take the tests along. */
export function runProgram(program: string, ...flags: string[]): Promise<ProgramEnd> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...flags, "-e", `${preamble}\n${program}`],
      { timeout: 60_000, killSignal: "SIGKILL" },
      (_error, stdout, stderr) => {
        const { exitCode: code, signalCode: signal } = child;
        const elapsedMs = performance.now() - started;
        resolve({ code, signal, stdout: stdout.trim(), stderr: stderr.trim(), elapsedMs });
      },
    );
  });
}
