import { type FileHandle, open, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { RuntimeError } from "@causeway/runtime";

/** How often a file that is followed is looked at, in milliseconds. */
const pollMs = 100;

/**
 * The lines of a file as they stand there, then `caught-up`, and where it is followed the lines that are appended later. A file that is put aside is
 * read to its end, and then the new one of its name. Ends when the signal fires. Errors: `invalid-option` where there is no file.
 */
export async function* followLines(
  path: string,
  isFollowed: boolean,
  signal: AbortSignal,
): AsyncGenerator<readonly string[] | "caught-up", void> {
  let file = await openFirst(path);
  try {
    const reader = new LineReader();
    yield* reader.read(file);
    yield "caught-up";
    while (isFollowed && !signal.aborted) {
      await delay(pollMs, undefined, { signal }).catch(() => {});
      yield* reader.read(file);
      const next = await openIfReplaced(path, file);
      if (next === undefined) continue;
      yield* reader.read(file);
      await file.close();
      file = next;
      reader.restart();
    }
  } finally {
    await file.close();
  }
}

async function openFirst(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (cause) {
    throw new RuntimeError("invalid-option", `the diagnostics file ${path} cannot be read`, { option: "file", cause });
  }
}

/** The file that now has the name, where it is another one. */
async function openIfReplaced(path: string, file: FileHandle): Promise<FileHandle | undefined> {
  const [now, before] = await Promise.all([stat(path).catch(() => undefined), file.stat()]);
  return now === undefined || now.ino === before.ino ? undefined : open(path, "r");
}

/** Cuts what is appended to a file into lines. */
class LineReader {
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);
  readonly #chunk = Buffer.alloc(256 * 1024);

  restart(): void {
    this.#offset = 0;
    this.#rest = Buffer.alloc(0);
  }

  async *read(file: FileHandle): AsyncGenerator<readonly string[], void> {
    // A file that was cut short begins anew.
    if ((await file.stat()).size < this.#offset) this.restart();
    for (;;) {
      const { bytesRead } = await file.read(this.#chunk, 0, this.#chunk.length, this.#offset);
      if (bytesRead === 0) return;
      this.#offset += bytesRead;
      const text = Buffer.concat([this.#rest, this.#chunk.subarray(0, bytesRead)]);
      const end = text.lastIndexOf(0x0a) + 1;
      this.#rest = text.subarray(end);
      if (end > 0)
        yield text
          .subarray(0, end - 1)
          .toString("utf8")
          .split("\n");
    }
  }
}
