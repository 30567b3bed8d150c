import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { preamble } from "./run-program.js";

/** How a program ended that was to be killed. */
export interface KilledProgram {
  /** False if it came to its end before. */
  readonly killed: boolean;
  /** What it wrote to standard error. */
  readonly stderr: string;
}

/**
 * Runs a program in a process of its own, and kills it by SIGKILL when so many entries have come or changed in these folders: files that are begun,
 * grow, are renamed, go. The place is one of its progress, however fast the machine is.
 */
export async function killAt(program: string, folders: readonly string[], events: number): Promise<KilledProgram> {
  let seen = 0;
  const child = spawn(process.execPath, ["-e", `${preamble}\n${program}`], { stdio: ["ignore", "ignore", "pipe"] });
  const watchers = folders.map((folder) =>
    watch(folder, () => {
      seen += 1;
      if (seen === events) child.kill("SIGKILL");
    }),
  );
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  await once(child, "close");
  for (const watcher of watchers) watcher.close();
  return { killed: child.signalCode === "SIGKILL", stderr };
}

/** Numbers from 0 to below `limit`, always the same for a seed (mulberry32). */
export function seededNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
