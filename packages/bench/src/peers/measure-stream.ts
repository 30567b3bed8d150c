import { setTimeout } from "node:timers/promises";
import type { StreamResult } from "./operations.js";
import { timed } from "./timed.js";

/** Reads a stream of columns of doubles to its end, and says how much memory the process needed for it. */
export async function measureStream(columns: () => AsyncIterable<ArrayLike<number>>): Promise<StreamResult> {
  await setTimeout(200); // what opening left behind is given back first
  const idleBytes = process.memoryUsage.rss();
  let rows = 0;
  let sum = 0;
  const { elapsedMs } = await timed(async () => {
    for await (const column of columns()) {
      rows += column.length;
      for (let row = 0; row < column.length; row += 1) sum += column[row] ?? Number.NaN;
    }
  });
  return { rows, sum, elapsedMs, idleBytes, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
