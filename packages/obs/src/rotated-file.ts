import { appendFileSync, statSync } from "node:fs";
import { appendFile, rename, rm, stat } from "node:fs/promises";

export interface RotatedFileOptions {
  /** The file is put aside before it would grow beyond this, in bytes; undefined: never. */
  readonly maxFileBytes: number | undefined;
  /** Files that were put aside and are kept: `path.1` is the latest. */
  readonly keepFiles: number;
}

/** A disk that takes longer than this for one step does not answer. */
const mostStepMs = 2_000;

/** A file of lines that is appended to, and put aside when it has grown. One process writes it. */
export class RotatedFile {
  readonly path: string;
  readonly #options: RotatedFileOptions;
  /** Lines that were taken and have not arrived, with those of the write that is under way. */
  #unwritten: readonly string[] = [];
  #writing: { readonly offset: number; readonly text: Buffer; readonly lines: number } | undefined;
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
        size += await this.#write(this.#unwritten.slice(0, Math.max(1, this.#fitting(size))), size);
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
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    const { offset, text, lines: count } = this.#writing ?? { offset: size, text: Buffer.alloc(0), lines: 0 };
    const rest = [...this.#unwritten.slice(count), ...lines].join("");
    this.#unwritten = [];
    appendFileSync(this.path, Buffer.concat([text.subarray(Math.max(0, size - offset)), Buffer.from(rest)]));
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

  /** Gives the bytes written. */
  async #write(lines: readonly string[], offset: number): Promise<number> {
    // After a failed write the file may end in the middle of a line; a reader skips the broken one.
    const text = Buffer.from(`${this.#lineTorn ? "\n" : ""}${lines.join("")}`);
    this.#writing = { offset, text, lines: lines.length };
    this.#lineTorn = true;
    try {
      await appendFile(this.path, text);
      this.#lineTorn = false;
      this.#unwritten = this.#unwritten.slice(lines.length);
    } finally {
      this.#writing = undefined;
    }
    return text.length;
  }

  async #rotate(): Promise<void> {
    const { keepFiles } = this.#options;
    await rm(`${this.path}.${keepFiles}`, { force: true });
    for (let number = keepFiles - 1; number >= 1; number -= 1) await renameIfThere(this.path, number);
    if (keepFiles === 0) await rm(this.path, { force: true });
    else await rename(this.path, `${this.path}.1`);
  }
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
