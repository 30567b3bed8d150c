import { mkdir, readdir, utimes } from "node:fs/promises";
import { join, resolve } from "node:path";
import { loadCacacheLater } from "./cacache-library.js";
import { findEntry, readContent } from "./cacache-reading.js";
import type { CacheStore, CacheStoreStats, StaleEntry } from "./cache-store.js";
import { DiskSpace } from "./disk-space.js";
import { entryFormat, entryFromBytes, entryToBytes } from "./entry-bytes.js";
import type { PlanCacheEntry } from "./plan-cache-entry.js";
import { positiveInteger } from "./positive-integer.js";

export interface DiskStoreOptions {
  /**
   * The entries stand in the folder `causeway-plan-cache` of this directory. What is not there is made, for this user alone.
   * Whoever may write to it decides which plans run.
   */
  readonly directory: string;
  /** Most bytes of entries that are kept; the least recently used go first. Default 256 MiB. */
  readonly maxBytes?: number | undefined;
  /** Longest that an entry is kept, in milliseconds. Default: for ever. */
  readonly maxAgeMs?: number | undefined;
}

/** What cacache keeps beside the content of each entry. */
interface EntryMetadata {
  readonly format: number;
}

/** A disk store answers by promise, and counts what it has written and removed itself. */
export interface DiskStore extends CacheStore<never> {
  get(key: string): Promise<PlanCacheEntry<never> | StaleEntry | undefined>;
  set(key: string, entry: PlanCacheEntry): Promise<void>;
  delete(key: string): Promise<boolean>;
  clear(): Promise<void>;
  /** True when no entry was ever written, or none since the store was last cleared: one look at the folder. Errors of the file system, other than that it is not there. */
  isEmpty(): Promise<boolean>;
  /** Entries and bytes as of the last look at the whole directory, with what was written since. */
  stats(): CacheStoreStats;
  close(): Promise<void>;
}

const defaultMaxBytes = 256 * 1024 * 1024;

/**
 * Keeps entries in a directory that several processes can share, content-addressed and checked against their SHA-512 on each read,
 * by cacache (https://github.com/npm/cacache). An engine's prepared plan is not written. The bounds hold for each process by
 * itself: with several writers there can be an eighth of `maxBytes` more for each of them.
 * Errors: `invalid-option`.
 */
export function diskStore(options: DiskStoreOptions): DiskStore {
  // A folder of its own, since what is old in it is removed.
  const directory = resolve(options.directory, "causeway-plan-cache");
  const maxBytes = positiveInteger("maxBytes", options.maxBytes ?? defaultMaxBytes);
  const maxAgeMs = options.maxAgeMs === undefined ? undefined : positiveInteger("maxAgeMs", options.maxAgeMs);
  return new CacacheStore(directory, new DiskSpace(directory, { maxBytes, maxAgeMs }));
}

class CacacheStore implements DiskStore {
  readonly #directory: string;
  readonly #space: DiskSpace;
  readonly #touches = new Set<Promise<void>>();

  constructor(directory: string, space: DiskSpace) {
    this.#directory = directory;
    this.#space = space;
  }

  async get(key: string): Promise<PlanCacheEntry<never> | StaleEntry | undefined> {
    const found = await findEntry(this.#directory, key);
    if (found === undefined) return undefined;
    if ((found.metadata as EntryMetadata | undefined)?.format !== entryFormat) return { stale: "format" };
    if (this.#space.isExpired(found)) {
      await this.#space.expire(found);
      return { stale: "expired" };
    }
    try {
      const entry = entryFromBytes(key, await readContent(found));
      this.#touch(found.path);
      return entry;
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      if (isFileSystemError(cause)) throw cause;
      await this.#space.remove(found);
      return { stale: "damaged", cause };
    }
  }

  async set(key: string, entry: PlanCacheEntry): Promise<void> {
    const bytes = entryToBytes(key, entry);
    const { put } = await loadCacacheLater();
    const replaced = await findEntry(this.#directory, key);
    if (replaced !== undefined) await this.#space.remove(replaced);
    if (!this.#space.admits(bytes.length)) return;
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const metadata: EntryMetadata = { format: entryFormat };
    await put(this.#directory, key, bytes, { metadata });
    await this.#space.written(bytes.length);
  }

  async delete(key: string): Promise<boolean> {
    const found = await findEntry(this.#directory, key);
    if (found === undefined) return false;
    await this.#space.remove(found);
    return true;
  }

  clear(): Promise<void> {
    return this.#space.clear();
  }

  async isEmpty(): Promise<boolean> {
    try {
      // cacache's index is a folder of its own, with one folder for each first byte of a hashed key.
      for (const name of await readdir(this.#directory)) {
        if (name.startsWith("index-") && (await readdir(join(this.#directory, name))).length > 0) return false;
      }
      return true;
    } catch (error) {
      if (isMissing(error)) return true;
      throw error;
    }
  }

  stats(): CacheStoreStats {
    return this.#space.stats();
  }

  async close(): Promise<void> {
    await Promise.all(this.#touches);
  }

  /** Marks an entry as used now, which nobody waits for. */
  #touch(path: string): void {
    const now = new Date();
    // An entry that another process has just removed needs no mark.
    const touch = utimes(path, now, now)
      .catch(() => {})
      .finally(() => this.#touches.delete(touch));
    this.#touches.add(touch);
  }
}

/** Another process removed the content between two looks at it. */
function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

/** The disk could not be read, which says nothing of the entry. What is damaged has no `errno`. */
function isFileSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).errno === "number";
}
