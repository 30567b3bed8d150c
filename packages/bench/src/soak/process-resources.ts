import { existsSync, readdirSync } from "node:fs";

/** What a process holds at one moment. */
export interface ProcessResources {
  readonly residentBytes: number;
  /** Open files, sockets and pipes. Zero where the system does not tell. */
  readonly descriptors: number;
  /** Zero where the system does not tell. */
  readonly threads: number;
  /** What keeps the process alive: timers, handles, requests. */
  readonly activeResources: number;
  /** Files and folders below the folder for spilling. */
  readonly spillFiles: number;
}

/** Counts what this process holds, after the garbage collector has run where it can be called. */
export function processResources(spillDirectory: string): ProcessResources {
  globalThis.gc?.();
  return {
    residentBytes: process.memoryUsage.rss(),
    descriptors: countIn("/proc/self/fd"),
    threads: countIn("/proc/self/task"),
    activeResources: process.getActiveResourcesInfo().length,
    spillFiles: readdirSync(spillDirectory, { recursive: true }).length,
  };
}

function countIn(folder: string): number {
  return existsSync(folder) ? readdirSync(folder).length : 0;
}
