import { memorySink, trackedRun } from "@causeway/obs";
import { expect, test } from "vitest";
import { endlessQuery } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

test("a query inside a run is its child and records where it does", async () => {
  const session = await openTestSession();
  const sink = memorySink();
  const parentId = await trackedRun("request", { sink }, async (run) => {
    await (await session.query("SELECT 1 AS one", { label: "one" })).rows();
    return run.id;
  });
  expect(sink.events("run-start")).toMatchObject([{ label: "request" }, { label: "one", parentRunId: parentId }]);
  expect(sink.events("run-end")).toMatchObject([
    { label: "one", outcome: "ok" },
    { label: "request", outcome: "ok" },
  ]);
});

test("calling off the run around it stops the query", async () => {
  const session = await openTestSession();
  const controller = new AbortController();
  const request = trackedRun("request", { signal: controller.signal }, async () => {
    const result = await session.query(endlessQuery);
    setTimeout(() => controller.abort(), 20);
    return result.rows();
  });
  await expect(request).rejects.toMatchObject({ code: "aborted" });
});
