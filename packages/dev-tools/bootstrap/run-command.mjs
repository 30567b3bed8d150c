import { spawn } from "node:child_process";

/** How often a long step says that it is still at work. */
const heartbeatMs = 30_000;

/**
 * Runs a program in the foreground; its output goes to ours. Says what it does, and how long it took.
 *
 * @param {string} title   What happens, as a sentence without its full stop.
 * @param {readonly string[]} command   The program and its arguments.
 * @param {{ directory?: string, environment?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<void>} Rejects when the program fails.
 */
export async function runCommand(title, command, options = {}) {
  const started = performance.now();
  const elapsed = () => `${Math.round((performance.now() - started) / 1000)} s`;
  console.log(`[causeway] ${title} …`);
  const heartbeat = setInterval(() => console.log(`[causeway] … ${elapsed()} so far: ${title}`), heartbeatMs);
  try {
    const code = await exitCode(command, options);
    if (code !== 0) throw new Error(`failed after ${elapsed()} (exit ${code}): ${command.join(" ")}`);
  } finally {
    clearInterval(heartbeat);
  }
  console.log(`[causeway] ${title}: done in ${elapsed()}`);
}

/**
 * Runs a program with our standard output and error, and returns its exit code.
 *
 * @param {readonly string[]} command
 * @param {{ directory?: string, environment?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
export function exitCode([program = "", ...parameters], { directory, environment }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: directory,
      env: environment ?? process.env,
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}
