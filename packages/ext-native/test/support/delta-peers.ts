import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** Delta readers and writers that are not ours; one set, tried together. */
const requirements = ["deltalake==1.6.6", "pyarrow==26.0.1", "duckdb==1.5.5", "duckdb-extension-delta==1.5.5"];
const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "causeway");
const longestInstallationMs = 600_000;
const windows = process.platform === "win32";

/** Runs Python statements beside deltalake and DuckDB (delta_peers.py says what they see); gives what they set `answer` to. */
export type DeltaPeers = (table: string, code: string) => Promise<unknown>;

/** Both peers' rows of a table, sorted. They must be one. */
export const bothRead =
  "answer = rows_by_deltalake(table); assert answer == rows_by_duckdb(table), rows_by_duckdb(table)";

/** Starts the peers for the tests of this file. The first time they are installed, into the user's cache folder. */
export async function startDeltaPeers(): Promise<DeltaPeers> {
  const program = await pythonProgram();
  const script = fileURLToPath(new URL("delta_peers.py", import.meta.url));
  const child = spawn(program, [script], { stdio: ["pipe", "pipe", "inherit"] });
  afterAll(() => void child.kill());
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  return (table, code) => {
    last = last.catch(() => {}).then(() => ask(child, answers, { table, code }));
    return last;
  };
}

async function ask(child: ChildProcess, answers: AsyncIterator<string>, request: object): Promise<unknown> {
  child.stdin?.write(`${JSON.stringify(request)}\n`);
  const { done, value } = await answers.next();
  if (done) throw new Error("the Python process has ended");
  const { answer, error } = JSON.parse(value) as { answer?: unknown; error?: string };
  if (error) throw new Error(error);
  return answer;
}

/** The Python of the environment. Test files run side by side: the first makes it, the others wait. */
export async function pythonProgram(): Promise<string> {
  const folder = join(cache, "delta-peers-python");
  const stamp = join(folder, "requirements.txt");
  const program = windows ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  const isReady = () => existsSync(stamp) && readFileSync(stamp, "utf8") === requirements.join("\n");
  const lock = `${folder}.lock`;
  while (!isReady()) {
    if (!locked(lock)) {
      await sleep(500);
      continue;
    }
    try {
      rmSync(folder, { recursive: true, force: true });
      execFileSync(windows ? "python" : "python3", ["-m", "venv", folder]);
      execFileSync(program, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...requirements]);
      writeFileSync(stamp, requirements.join("\n"));
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return program;
}

function locked(lock: string): boolean {
  try {
    mkdirSync(cache, { recursive: true });
    mkdirSync(lock);
    return true;
  } catch {
    // A run that was killed leaves its lock behind.
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > longestInstallationMs) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
