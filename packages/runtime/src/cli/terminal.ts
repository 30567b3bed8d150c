import type { Readable, Writable } from "node:stream";
import { plainStyle, type Style, terminalStyle } from "./style.js";

/** A stream that text is written to; a terminal has a width. */
export interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where the command line reads and writes, and what calls it off. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  /** Results, and nothing else. */
  readonly output: Output;
  /** Errors, progress and reports. */
  readonly messages: Output;
  readonly environment: NodeJS.ProcessEnv;
  /** The working directory. */
  readonly directory: string;
  /** Fires with an {@link Interruption} when the command is to end. */
  readonly signal: AbortSignal;
}

/** Why a command ends before its work is done, and the exit code for it. */
export class Interruption extends Error {
  readonly exitCode: number;

  constructor(reason: string, exitCode: number) {
    super(reason);
    this.exitCode = exitCode;
  }
}

/** Colours for a stream, where it is a terminal and `NO_COLOR` is not set. */
export function styleOf(output: Output, { environment }: Terminal): Style {
  return output.isTTY === true && !environment["NO_COLOR"] ? terminalStyle : plainStyle;
}

/** Writes text and waits until there is room for more. Throws the interruption once the reader has left. */
export async function writeOut(output: Output, text: string | Uint8Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (text.length === 0 || output.write(text)) return;
  await new Promise<void>((resolve, reject) => {
    const done = (): void => {
      output.off("drain", done);
      signal.removeEventListener("abort", done);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    output.on("drain", done);
    signal.addEventListener("abort", done);
  });
}

export function writeLine(output: Output, text: string): void {
  output.write(`${text}\n`);
}
