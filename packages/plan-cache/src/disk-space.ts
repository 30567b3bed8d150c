import type { Dirent } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { loadCacache } from "./cacache-library.js";
import type { IndexedEntry } from "./cacache-reading.js";
import type { CacheStoreStats } from "./cache-store.js";

export interface DiskSpaceOptions {
  readonly maxBytes: number;
  readonly maxAgeMs: number | undefined;
}

/** Files of a write that did not come to its end are left alone for this long, since it may still be under way: ten minutes. */
const graceMs = 600_000;

/** A sweep that evicts leaves this share of the bound, so that not every write is followed by one. */
const lowWater = 0.9;

/** What cacache puts into its directory. */
const partOfCacache = /^(content-|index-|tmp$)/;

/** Keeps a directory of cacache within bounds of bytes and age. */
export class DiskSpace {
  readonly #directory: string;
  readonly #options: DiskSpaceOptions;
  #entries = 0;
  #bytes = 0;
  #evictions = 0;
  #expirations = 0;
  #rejected = 0;
  /** Bytes written since the last sweep; undefined before the first. */
  #bytesSinceSweep: number | undefined;
  #sweeping: Promise<void> | undefined;

  constructor(directory: string, options: DiskSpaceOptions) {
    this.#directory = directory;
    this.#options = options;
  }

  isExpired({ time }: IndexedEntry): boolean {
    const { maxAgeMs } = this.#options;
    return maxAgeMs !== undefined && Date.now() - time >= maxAgeMs;
  }

  /** False, and counted, for an entry that is larger than all that may be kept. */
  admits(bytes: number): boolean {
    if (bytes <= this.#options.maxBytes) return true;
    this.#rejected += 1;
    return false;
  }

  /** Counts an entry that was written, and makes room where it must. */
  async written(bytes: number): Promise<void> {
    this.#entries += 1;
    this.#bytes += bytes;
    const since = this.#bytesSinceSweep;
    this.#bytesSinceSweep = (since ?? 0) + bytes;
    const { maxBytes } = this.#options;
    // What other processes write shows only in a sweep, so there is one now and then in any case.
    if (since === undefined || this.#bytes > maxBytes || this.#bytesSinceSweep > maxBytes / 8) await this.#sweep();
    // The sweep may have begun before this entry was there.
    if (this.#bytes > maxBytes) await this.#sweep();
  }

  async expire(entry: IndexedEntry): Promise<void> {
    this.#expirations += 1;
    await this.remove(entry);
  }

  /** Removes an entry and its content. */
  async remove({ key, integrity, size = 0 }: IndexedEntry): Promise<void> {
    const { rm } = await loadCacache();
    await rm.entry(this.#directory, key, { removeFully: true });
    await rm.content(this.#directory, integrity);
    this.#entries = Math.max(0, this.#entries - 1);
    this.#bytes = Math.max(0, this.#bytes - size);
  }

  async clear(): Promise<void> {
    // cacache's own `rm.all` takes the path for a pattern, in which `[` and `*` mean something else.
    const parts = (await namesIn(this.#directory)).filter((name) => partOfCacache.test(name));
    await Promise.all(parts.map((name) => rm(join(this.#directory, name), { recursive: true, force: true })));
    this.#entries = 0;
    this.#bytes = 0;
  }

  stats(): CacheStoreStats {
    return {
      entries: this.#entries,
      bytes: this.#bytes,
      evictions: this.#evictions,
      expirations: this.#expirations,
      rejected: this.#rejected,
    };
  }

  /** Looks at the whole directory, one sweep at a time. */
  #sweep(): Promise<void> {
    this.#sweeping ??= this.#sweepNow().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #sweepNow(): Promise<void> {
    this.#bytesSinceSweep = 0;
    const { ls } = await loadCacache();
    const indexed: IndexedEntry[] = Object.values(await ls(this.#directory));
    const used = await Promise.all(indexed.map((entry) => withLastUse(entry)));
    const live = used.filter((entry) => entry !== undefined);
    await this.#removeStrays(new Set(live.map(({ entry }) => entry.path)));
    this.#entries = live.length;
    // What was written meanwhile may be in it twice, which only brings the next sweep nearer.
    this.#bytes = live.reduce((sum, { entry }) => sum + (entry.size ?? 0), this.#bytesSinceSweep);
    for (const { entry } of live) if (this.isExpired(entry)) await this.expire(entry);
    const { maxBytes } = this.#options;
    if (this.#bytes <= maxBytes) return;
    const oldestFirst = live.filter(({ entry }) => !this.isExpired(entry)).sort((a, b) => a.usedMs - b.usedMs);
    for (const { entry } of oldestFirst) {
      if (this.#bytes <= maxBytes * lowWater) return;
      await this.remove(entry);
      this.#evictions += 1;
    }
  }

  /** Removes what killed processes have left: contents that no entry names, and temporary files. */
  async #removeStrays(live: ReadonlySet<string>): Promise<void> {
    const parts = (await namesIn(this.#directory)).filter(
      (name) => partOfCacache.test(name) && !name.startsWith("index-"),
    );
    const files = await Promise.all(parts.map((name) => filesBelow(join(this.#directory, name))));
    for (const file of files.flat()) if (!live.has(file) && (await isOld(file))) await rm(file, { force: true });
  }
}

/** When an entry was last used, by the time of its file; undefined when another process has removed it. */
async function withLastUse(entry: IndexedEntry): Promise<{ entry: IndexedEntry; usedMs: number } | undefined> {
  const modifiedMs = await modificationTimeMs(entry.path);
  return modifiedMs === undefined ? undefined : { entry, usedMs: modifiedMs };
}

async function isOld(file: string): Promise<boolean> {
  const modifiedMs = await modificationTimeMs(file);
  return modifiedMs !== undefined && Date.now() - modifiedMs > graceMs;
}

async function modificationTimeMs(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function filesBelow(directory: string): Promise<string[]> {
  const found: Dirent[] = await readdir(directory, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
