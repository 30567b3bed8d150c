import type cacache from "cacache";

/** The part of cacache that a disk store needs. */
export interface Cacache extends Pick<typeof cacache, "get" | "ls" | "put"> {
  readonly rm: {
    /** With the option that the library's own types lack: the file of the index goes, too. */
    entry(directory: string, key: string, options: { readonly removeFully: true }): Promise<unknown>;
    content(directory: string, integrity: string): Promise<unknown>;
  };
}

/** Loads the library, which takes tens of milliseconds: only those who keep plans on disk are to wait for it. */
export async function loadCacache(): Promise<Cacache> {
  return (await import("cacache")).default;
}
