import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ForeignCorpus } from "./foreign-corpus.js";
import type { JudgeMessage, SelectOutcome } from "./select-outcome.js";

/** What became of the SELECTs, and those in whose midst the process ended. */
export interface JudgedCorpus {
  readonly outcomes: readonly SelectOutcome[];
  readonly crashes: readonly { readonly file: string; readonly line: number; readonly sql: string }[];
}

/** Judges all files, in a process of their own that is replaced where it crashes. */
export async function judgeCorpus(corpus: ForeignCorpus, onFile: (file: string) => void): Promise<JudgedCorpus> {
  const outcomes: SelectOutcome[] = [];
  const crashes: JudgedCorpus["crashes"][number][] = [];
  let left = corpus.files;
  while (left.length > 0) {
    let current: JudgedCorpus["crashes"][number] | undefined;
    const child = fork(fileURLToPath(new URL("judge-files.js", import.meta.url)), [corpus.folder, ...left]);
    child.on("message", (message: JudgeMessage) => {
      if (message.kind === "select") current = message;
      if (message.kind === "outcome") {
        outcomes.push(message.outcome);
        current = undefined;
      }
      if (message.kind === "file-ended") {
        left = left.slice(left.indexOf(message.file) + 1);
        onFile(message.file);
      }
    });
    const exitCode = await new Promise((resolve) => child.on("close", resolve));
    if (exitCode === 0) break;
    if (current !== undefined) crashes.push(current);
    // The rest of a file that broke the process is left out.
    left = left.slice(1);
  }
  return { outcomes, crashes };
}
