import { expect, it } from "vitest";
import { openSession } from "./support/sessions.js";

it.each([
  ["text", "arrow_cast(lpad(CAST(value AS VARCHAR), 7, '0'), 'Utf8View')"],
  ["words of a dictionary", "arrow_cast(lpad(CAST(value AS VARCHAR), 7, '0'), 'Dictionary(Int32, Utf8)')"],
])("sorted %s arrives sorted, over many batches and partitions", async (_what, expression) => {
  const session = openSession({ targetPartitions: 8, threads: 4 });
  const sql = `SELECT ${expression} AS word, value FROM range(0, 300000) ORDER BY value % 1000, value`;
  let [last, rows] = [-1, 0];
  for await (const batch of await (await session.prepare(sql)).execute()) {
    const words = batch.getChild("word");
    for (let row = 0; row < batch.numRows; row++) {
      const value = Number(words?.get(row));
      const place = (value % 1000) * 1000 + Math.floor(value / 1000);
      if (place <= last) throw new Error(`row ${rows + row} is ${value}`);
      last = place;
    }
    rows += batch.numRows;
  }
  expect(rows).toBe(300_000);
});
