import { expect, test } from "vitest";
import { progressLine, progressText } from "./progress-line.js";
import type { Output } from "./terminal.js";

const progress = { runId: "r", rows: 0, bytes: 0, elapsedMs: 1_500, finished: false };

function outputOf(isTTY: boolean): { output: Output; written: string[] } {
  const written: string[] = [];
  return { output: { isTTY, write: (text: string) => written.push(text) } as unknown as Output, written };
}

test("a bar where the share is known, and what is known beside it", () => {
  expect(
    progressText({ ...progress, share: 0.5, filesDone: 1, filesTotal: 2, rowsScanned: 1_000, bytesScanned: 2e6 }, 0),
  ).toBe(`${"█".repeat(12)}${"░".repeat(12)} 50 % 1 of 2 files, 1,000 rows read, 2.0 MB, 1.5 s`);
  expect(progressText({ ...progress, rows: 7, filesTotal: 1 }, 1)).toBe("⠙ 1 file, 7 rows out, 1.5 s");
});

test("on a terminal it is drawn over itself, and goes when something else is written", () => {
  const { output, written } = outputOf(true);
  const line = progressLine(output);
  line.onProgress(progress);
  line.onProgress(progress);
  line.clear();
  line.onProgress(progress);
  line.clear();
  expect(written).toEqual([
    expect.stringMatching(/^\r.+1\.5 s$/),
    expect.stringMatching(/^\r.+1\.5 s$/),
    "\r\u001b[2K",
  ]);
});

test("in a pipe it says nothing, and a query that ends at once draws nothing", () => {
  const pipe = outputOf(false);
  progressLine(pipe.output).onProgress(progress);
  const terminal = outputOf(true);
  progressLine(terminal.output).onProgress({ ...progress, finished: true });
  expect([...pipe.written, ...terminal.written]).toEqual([]);
});
