import { expect, it } from "vitest";
import { measureStream } from "./measure-stream.js";

it("counts and adds up a stream, and measures the memory around it", async () => {
  async function* columns(): AsyncIterable<Float64Array> {
    yield Float64Array.of(1, 2);
    yield Float64Array.of(3.5);
  }
  const result = await measureStream(columns);
  expect(result).toMatchObject({ rows: 3, sum: 6.5 });
  expect(result.peakBytes).toBeGreaterThanOrEqual(result.idleBytes * 0.9);
});
