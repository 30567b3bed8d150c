import { PassThrough, Readable, Writable } from "node:stream";
import { runCommandLine } from "../../src/cli/run-command-line.js";

export interface CommandLineOptions {
  readonly directory: string;
  /** What stands on standard input. */
  readonly input?: string | Readable;
  readonly environment?: NodeJS.ProcessEnv;
  /** Width of the terminal that everything is connected to; without it, all are pipes. */
  readonly columns?: number;
  readonly signal?: AbortSignal;
  /** Is told of each piece of output as it is written. */
  readonly onBytes?: (chunk: Buffer) => void;
}

export interface CommandLineEnd {
  readonly exitCode: number;
  readonly output: string;
  readonly messages: string;
}

/** Runs the command line in this process. */
export async function causeway(words: readonly string[], options: CommandLineOptions): Promise<CommandLineEnd> {
  const output = new CollectedText(options.columns, options.onBytes);
  const messages = new CollectedText(options.columns);
  const { input = "" } = options;
  const exitCode = await runCommandLine(words, "1.2.3", {
    input: typeof input === "string" ? Readable.from(input === "" ? [] : [Buffer.from(input)]) : input,
    output,
    messages,
    environment: { CAUSEWAY_HISTORY: "", ...options.environment },
    directory: options.directory,
    signal: options.signal ?? new AbortController().signal,
  });
  return { exitCode, output: output.text, messages: messages.text };
}

/** A keyboard: what is written to it is typed. */
export function keyboard(): PassThrough & { readonly isTTY: true } {
  return Object.assign(new PassThrough(), { isTTY: true as const });
}

class CollectedText extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number;
  readonly #onBytes: (chunk: Buffer) => void;

  constructor(columns: number | undefined, onBytes: (chunk: Buffer) => void = () => {}) {
    super();
    this.#onBytes = onBytes;
    this.isTTY = columns !== undefined;
    this.columns = columns ?? 80;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#onBytes(chunk);
    this.text += chunk.toString();
    done();
  }
}
