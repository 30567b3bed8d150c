import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Reads what cacache has written, without its code: of the 90 modules that it loads most are for writing, and a fresh process that finds its plan has
 * nothing to write. The layout is that of cacache's index of version 5 and its content of version 2 (https://github.com/npm/cacache,
 * `lib/entry-index.js` and `lib/content/path.js`). Tests compare it with cacache's own reader.
 */

/** An entry as cacache's index has it. */
export interface IndexedEntry {
  readonly key: string;
  /** `sha512-` and the digest of the content in base64. */
  readonly integrity: string;
  /** The file of its content. */
  readonly path: string;
  /** Size of its content in bytes. */
  readonly size?: number;
  /** When it was written, in milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly metadata?: unknown;
}

/** The latest entry of a key; undefined where there is none. Errors of the file system, other than that it is not there. */
export async function findEntry(directory: string, key: string): Promise<IndexedEntry | undefined> {
  const bucket = join(directory, "index-v5", ...segments(createHash("sha256").update(key).digest("hex")));
  let latest: IndexedEntry | undefined;
  for (const line of (await textOf(bucket)).split("\n")) {
    const entry = entryOfLine(line);
    if (entry?.key !== key) continue;
    const { integrity } = entry;
    const digest = digestOf(integrity);
    // Without a digest it is the mark of a removal.
    latest =
      digest === undefined || typeof integrity !== "string"
        ? undefined
        : { ...entry, integrity, path: contentPath(directory, digest) };
  }
  return latest;
}

/** The content of an entry. Errors of the file system, and `EINTEGRITY` for a content that is not what was written, which has no `errno`. */
export async function readContent({ path, integrity, size }: IndexedEntry): Promise<Buffer> {
  const bytes = await readFile(path);
  const found = createHash("sha512").update(bytes).digest();
  const digest = digestOf(integrity);
  const isWhole = (size ?? bytes.length) === bytes.length && digest?.equals(found);
  if (!isWhole)
    throw Object.assign(new Error(`the content at ${path} is not what was written`), { code: "EINTEGRITY" });
  return bytes;
}

type IndexLine = Omit<IndexedEntry, "path" | "integrity"> & { readonly integrity?: string | null };

/** A line is the SHA-1 of an entry's JSON, a tab, and that JSON; what is cut or mixed up has another one. */
function entryOfLine(line: string): IndexLine | undefined {
  const [hash, json] = line.split("\t");
  if (json === undefined || createHash("sha1").update(json).digest("hex") !== hash) return undefined;
  return JSON.parse(json) as IndexLine;
}

function digestOf(integrity: string | null | undefined): Buffer | undefined {
  const [, base64] = /^sha512-([A-Za-z0-9+/]+=*)$/.exec(integrity ?? "") ?? [];
  return base64 === undefined ? undefined : Buffer.from(base64, "base64");
}

function contentPath(directory: string, digest: Buffer): string {
  return join(directory, "content-v2", "sha512", ...segments(digest.toString("hex")));
}

function segments(hash: string): [string, string, string] {
  return [hash.slice(0, 2), hash.slice(2, 4), hash.slice(4)];
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
