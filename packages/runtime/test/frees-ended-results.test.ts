import { expect, test } from "vitest";
import type { QueryResult } from "../src/index.js";
import { endlessStream } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

test.each<[string, (result: QueryResult) => Promise<unknown>]>([
  ["cancelled unread", (result) => result.cancel()],
  ["left after the first row", (result) => result.first()],
  ["cancelled while it is read", async (result) => Promise.all([result.count().catch(() => {}), result.cancel()])],
])("a result that was %s is collected, while its session lives and its report is kept", async (_how, end) => {
  const session = await openTestSession({ preflight: "off" });
  const begin = async (): Promise<WeakRef<QueryResult>> => {
    const result = await session.query(endlessStream);
    await end(result);
    return new WeakRef(result);
  };
  const results = await Promise.all(Array.from({ length: 5 }, begin));
  await expect
    .poll(
      () => {
        globalThis.gc?.();
        return results.filter((result) => result.deref() !== undefined).length;
      },
      { timeout: 10_000 },
    )
    .toBe(0);
  expect(session.runs()).toHaveLength(5);
});
