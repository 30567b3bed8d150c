import { setTimeout as delay } from "node:timers/promises";
import type cacache from "cacache";

/** The part of cacache that a disk store needs; what it has written is read without it. */
export interface Cacache extends Pick<typeof cacache, "ls" | "put"> {
  readonly rm: {
    /** With the option that the library's own types lack: the file of the index goes, too. */
    entry(directory: string, key: string, options: { readonly removeFully: true }): Promise<unknown>;
    content(directory: string, integrity: string): Promise<unknown>;
  };
}

/** How long a write leaves the thread to others before it loads the library, in milliseconds. */
const leaveMs = 25;

let loaded: Cacache | undefined;

/** Loads the library, which takes tens of milliseconds: only those who write or remove something are to wait for it. */
export async function loadCacache(): Promise<Cacache> {
  loaded ??= (await import("cacache")).default;
  return loaded;
}

/** Loads the library a little later, for a write, which nobody waits for: the query whose plan it writes has its rows to give first. */
export async function loadCacacheLater(): Promise<Cacache> {
  if (loaded === undefined) await delay(leaveMs);
  return loadCacache();
}
