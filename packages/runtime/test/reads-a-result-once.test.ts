import { expect, test } from "vitest";
import type { QueryResult } from "../src/index.js";
import { openTestSession } from "./support/open-test-session.js";

const ways: Record<string, (result: QueryResult) => unknown> = {
  rows: (result) => result.rows(),
  first: (result) => result.first(),
  columns: (result) => result.columns(),
  count: (result) => result.count(),
  toArrow: (result) => result.toArrow(),
  stream: (result) => drain(result.stream()),
  ipc: (result) => drain(result.ipc()),
  batches: (result) => drain(result),
};

async function drain(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _value of values);
}

test.each(Object.keys(ways))("a result that was read cannot be read as %s", async (name) => {
  const session = await openTestSession();
  const result = await session.query("SELECT 1 AS one");
  await result.rows();
  await expect((async () => ways[name]?.(result))()).rejects.toMatchObject({
    code: "result-consumed",
    runId: result.runId,
  });
  expect(result.report.outcome).toBe("ok");
});
