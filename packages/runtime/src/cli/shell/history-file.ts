import { appendFile, chmod, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Lines that are kept from one shell to the next. */
const mostLines = 1_000;

/** Where the lines of the shell are kept: `CAUSEWAY_HISTORY`, or `.causeway_history` in the home folder; empty: nowhere. */
export function historyPath(environment: NodeJS.ProcessEnv): string {
  return environment["CAUSEWAY_HISTORY"] ?? join(homedir(), ".causeway_history");
}

/** The kept lines, the latest first, as readline wants them. */
export async function readHistory(path: string): Promise<string[]> {
  if (path === "") return [];
  // A history that cannot be read is none: the shell is as good without.
  const text = await readFile(path, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .slice(-mostLines)
    .reverse();
}

/** Keeps one more line, for its owner alone. */
export async function appendHistory(path: string, line: string): Promise<void> {
  if (path === "" || line.trim() === "") return;
  await appendFile(path, `${line}\n`, { mode: 0o600 }).then(
    () => chmod(path, 0o600),
    () => {},
  );
}
