import type { ProgressListener, QueryProgress } from "@causeway/runtime";
import { formatBytes, formatCount } from "../format-quantity.js";
import type { Output } from "./terminal.js";

const barWidth = 24;
const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** A line that tells how far a query is, drawn over itself. On a stream that is no terminal it does nothing. */
export interface ProgressLine {
  readonly onProgress: ProgressListener;
  /** Takes the line away: something else is to be written, or the query has ended. */
  clear(): void;
}

export function progressLine(output: Output): ProgressLine {
  let isDrawn = false;
  let isDone = false;
  let turn = 0;
  const clear = (): void => {
    isDone = true;
    if (isDrawn) output.write("\r\u001b[2K");
    isDrawn = false;
  };
  return {
    onProgress(progress) {
      if (output.isTTY !== true || isDone || progress.finished) return;
      turn += 1;
      output.write(`\r\u001b[2K${progressText(progress, turn)}`);
      isDrawn = true;
    },
    clear,
  };
}

/** What the line says; `turn` counts its drawings. */
export function progressText(progress: QueryProgress, turn: number): string {
  const { share, rows, rowsScanned, bytesScanned, filesDone, filesTotal, elapsedMs } = progress;
  const files = filesDone === undefined ? `${filesTotal}` : `${filesDone} of ${filesTotal}`;
  const facts = [
    ...(filesTotal === undefined ? [] : [`${files} ${filesTotal === 1 ? "file" : "files"}`]),
    ...(rowsScanned === undefined ? [] : [`${formatCount(rowsScanned, "row", "rows")} read`]),
    ...(bytesScanned === undefined ? [] : [formatBytes(bytesScanned)]),
    ...(rows === 0 ? [] : [`${formatCount(rows, "row", "rows")} out`]),
    `${(elapsedMs / 1000).toFixed(1)} s`,
  ];
  return `${share === undefined ? spinner[turn % spinner.length] : bar(share)} ${facts.join(", ")}`;
}

function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return `${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${Math.floor(share * 100)} %`;
}
