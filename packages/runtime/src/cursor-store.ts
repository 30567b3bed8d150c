import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { RuntimeError } from "./runtime-error.js";

/** How far an incremental run has come, for targets that cannot keep it themselves as a Delta table does. */
export interface CursorStore {
  /** The newest version of the source that application has applied; undefined for none. */
  read(appId: string): Promise<number | undefined>;
  /** Is called after the target has taken everything up to this version. */
  write(appId: string, version: number): Promise<void>;
}

/** Cursors that end with the process. */
export function memoryCursorStore(): CursorStore {
  const cursors = new Map<string, number>();
  return {
    read: async (appId) => cursors.get(appId),
    write: async (appId, version) => void cursors.set(appId, version),
  };
}

/**
 * Cursors in one JSON file, which is replaced as a whole: it holds the old cursors or the new ones, whatever dies when. One process at a time
 * may write to it. Errors: `cursor-unreadable`, and those of the file system.
 */
export function fileCursorStore(path: string): CursorStore {
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: async (appId) => (await readCursors(path))[appId],
    write: (appId, version) => {
      const written = last.then(async () => replaceFile(path, { ...(await readCursors(path)), [appId]: version }));
      last = written.catch(() => {});
      return written;
    },
  };
}

async function readCursors(path: string): Promise<Record<string, number>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  const unreadable = (cause?: unknown) =>
    new RuntimeError("cursor-unreadable", `${path} holds no cursors`, { path, ...(cause ? { cause } : {}) });
  let cursors: unknown;
  try {
    cursors = JSON.parse(text);
  } catch (error) {
    throw unreadable(error);
  }
  const isRecord = typeof cursors === "object" && cursors !== null && !Array.isArray(cursors);
  if (!isRecord || !Object.values(cursors as object).every(Number.isSafeInteger)) throw unreadable();
  return cursors as Record<string, number>;
}

async function replaceFile(path: string, cursors: Record<string, number>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const next = `${path}.${randomUUID()}`;
  try {
    const file = await open(next, "wx");
    try {
      await file.writeFile(JSON.stringify(cursors));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}
