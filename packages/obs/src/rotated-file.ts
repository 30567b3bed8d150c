import { appendFileSync, statSync } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";

export interface RotatedFileOptions {
  /** The file is put aside before it would grow beyond this, in bytes; undefined: never. */
  readonly maxFileBytes: number | undefined;
  /** Files that were put aside and are kept: `path.1` is the latest. */
  readonly keepFiles: number;
}

/** A disk that takes longer than this for one step does not answer. */
const mostStepMs = 2_000;

/** How long the exit of a process waits for a write that is under way. */
const mostWaitMs = 1_000;

interface WriteUnderWay {
  /** The size that the file has when the write is done. */
  readonly end: number;
  readonly text: Buffer;
  /** How many of the unwritten lines it holds. */
  readonly lines: number;
}

/** A file of lines that is appended to, and put aside when it has grown. One process writes it. */
export class RotatedFile {
  readonly path: string;
  readonly #options: RotatedFileOptions;
  /** Lines that were taken and have not arrived, with those of the write that is under way. */
  #unwritten: readonly string[] = [];
  #writing: WriteUnderWay | undefined;
  /** When the step that is under way began, by `performance.now()`. */
  #stepStartMs: number | undefined;
  #lineTorn = false;

  constructor(path: string, options: RotatedFileOptions) {
    this.path = path;
    this.#options = options;
  }

  /** Appends lines, each with its newline, in as few writes as the rotation allows. One call at a time. */
  async append(lines: readonly string[]): Promise<void> {
    this.#unwritten = lines;
    this.#stepStartMs = performance.now();
    try {
      let size = await sizeOf(this.path);
      while (this.#unwritten.length > 0) {
        this.#stepStartMs = performance.now();
        if (size > 0 && this.#fitting(size) === 0) {
          await this.#rotate();
          size = 0;
        }
        size += await this.#write(Math.max(1, this.#fitting(size)), size);
      }
    } finally {
      this.#unwritten = [];
      this.#stepStartMs = undefined;
    }
  }

  /**
   * Appends now, for a process that exits: first what is missing of an `append` that is under way, then these lines. It does not
   * rotate; the next process does. Throws when the disk has not answered for two seconds, which would hold up the exit.
   */
  appendSync(lines: readonly string[]): void {
    if (this.#stepStartMs !== undefined && performance.now() - this.#stepStartMs > mostStepMs) {
      throw new Error(`${this.path} has not answered for more than ${mostStepMs} ms`);
    }
    const missing = this.#writing === undefined ? Buffer.alloc(0) : awaitWrite(this.path, this.#writing);
    const rest = [...this.#unwritten.slice(this.#writing?.lines ?? 0), ...lines].join("");
    this.#unwritten = [];
    appendFileSync(this.path, Buffer.concat([missing, Buffer.from(rest)]));
  }

  /** How many of the unwritten lines fit a file that has this size. */
  #fitting(size: number): number {
    const { maxFileBytes = Number.POSITIVE_INFINITY } = this.#options;
    let bytes = size;
    const tooMany = this.#unwritten.findIndex((line) => {
      bytes += Buffer.byteLength(line);
      return bytes > maxFileBytes;
    });
    return tooMany === -1 ? this.#unwritten.length : tooMany;
  }

  /** Writes the first of the unwritten lines, and gives the bytes written. */
  async #write(count: number, offset: number): Promise<number> {
    const file = await open(this.path, "a");
    try {
      const lines = this.#unwritten.slice(0, count);
      // After a failed write the file may end in the middle of a line; a reader skips the broken one.
      const text = Buffer.from(`${this.#lineTorn ? "\n" : ""}${lines.join("")}`);
      this.#lineTorn = true;
      // From here on the write is with the operating system, also when this process exits.
      this.#writing = { end: offset + text.length, text, lines: lines.length };
      for (let written = 0; written < text.length; ) written += (await file.write(text, written)).bytesWritten;
      this.#lineTorn = false;
      this.#unwritten = this.#unwritten.slice(lines.length);
      return text.length;
    } finally {
      this.#writing = undefined;
      await file.close();
    }
  }

  async #rotate(): Promise<void> {
    const { keepFiles } = this.#options;
    await rm(`${this.path}.${keepFiles}`, { force: true });
    for (let number = keepFiles - 1; number >= 1; number -= 1) await renameIfThere(this.path, number);
    if (keepFiles === 0) await rm(this.path, { force: true });
    else await rename(this.path, `${this.path}.1`);
  }
}

/**
 * Waits for a write that other threads are doing while this one stands still, and gives what of its text has not arrived after a
 * second.
 */
function awaitWrite(path: string, { end, text }: WriteUnderWay): Buffer {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; waitedMs < mostWaitMs && sizeOfSync(path) < end; waitedMs += 1) Atomics.wait(sleeper, 0, 0, 1);
  const missing = Math.min(text.length, Math.max(0, end - sizeOfSync(path)));
  return text.subarray(text.length - missing);
}

function sizeOfSync(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function renameIfThere(path: string, number: number): Promise<void> {
  try {
    await rename(`${path}.${number}`, `${path}.${number + 1}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}
