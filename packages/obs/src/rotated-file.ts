import { appendFileSync, statSync } from "node:fs";
import { appendFile, rename, rm, stat } from "node:fs/promises";

export interface RotatedFileOptions {
  /** The file is put aside before it would grow beyond this, in bytes; undefined: never. */
  readonly maxFileBytes: number | undefined;
  /** Files that were put aside and are kept: `path.1` is the latest. */
  readonly keepFiles: number;
}

/** A file of lines that is appended to, and put aside when it has grown. One process writes it. */
export class RotatedFile {
  readonly path: string;
  readonly #options: RotatedFileOptions;
  #underWay: { readonly offset: number; readonly text: Buffer } | undefined;
  #lineTorn = false;

  constructor(path: string, options: RotatedFileOptions) {
    this.path = path;
    this.#options = options;
  }

  /** Appends lines, each with its newline, as few writes as the rotation allows. */
  async append(lines: readonly string[]): Promise<void> {
    let size = await sizeOf(this.path);
    let waiting: string[] = [];
    let waitingBytes = 0;
    for (const line of lines) {
      const bytes = Buffer.byteLength(line);
      if (this.#isFull(size + waitingBytes, bytes)) {
        await this.#write(waiting, size);
        await this.#rotate();
        size = 0;
        waiting = [];
        waitingBytes = 0;
      }
      waiting.push(line);
      waitingBytes += bytes;
    }
    await this.#write(waiting, size);
  }

  /** Appends now, after the rest of a write that is under way. It does not rotate: the next process does. */
  appendSync(lines: readonly string[]): void {
    const { offset, text } = this.#underWay ?? { offset: 0, text: Buffer.alloc(0) };
    const written = Math.max(0, (statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) - offset);
    const rest = Buffer.concat([text.subarray(written), Buffer.from(lines.join(""))]);
    if (rest.length > 0) appendFileSync(this.path, rest);
  }

  #isFull(size: number, bytes: number): boolean {
    const { maxFileBytes } = this.#options;
    return maxFileBytes !== undefined && size > 0 && size + bytes > maxFileBytes;
  }

  async #write(lines: readonly string[], offset: number): Promise<void> {
    if (lines.length === 0) return;
    // After a failed write the file may end in the middle of a line; a reader skips the broken one.
    const text = Buffer.from(`${this.#lineTorn ? "\n" : ""}${lines.join("")}`);
    this.#underWay = { offset, text };
    this.#lineTorn = true;
    try {
      await appendFile(this.path, text);
      this.#lineTorn = false;
    } finally {
      this.#underWay = undefined;
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
