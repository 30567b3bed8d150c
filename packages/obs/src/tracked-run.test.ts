import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { memorySink } from "./memory-sink.js";
import { currentRun } from "./run-context.js";
import { trackedRun } from "./tracked-run.js";

test("records a start and an end around what the body gives", async () => {
  const sink = memorySink();
  const id = await trackedRun("daily", { sink, attributes: { day: 3 } }, async (run) => run.id);
  expect(sink.records.map((record) => record.name)).toEqual(["run-start", "run-end"]);
  expect(sink.events("run-start")).toEqual([
    { runId: id, atMs: expect.any(Number), schemaVersion: 1, label: "daily", attributes: { day: 3 } },
  ]);
  expect(sink.events("run-end")[0]).toMatchObject({ runId: id, outcome: "ok", phases: [], sinkFailures: 0 });
  expect(sink.events("run-end")[0]).not.toHaveProperty("error");
});

test("an error goes on to the caller and into the record with its code", async () => {
  const sink = memorySink();
  const error = Object.assign(new TypeError("no such table"), { code: "unknown-table" });
  const run = trackedRun("q", { sink }, () => {
    throw error;
  });
  await expect(run).rejects.toBe(error);
  expect(sink.events("run-end")[0]).toMatchObject({
    outcome: "error",
    error: { name: "TypeError", code: "unknown-table", message: "no such table" },
  });
});

test("anything can be thrown", async () => {
  for (const thrown of [undefined, null, "text", 7, {}]) {
    const sink = memorySink();
    await expect(trackedRun("q", { sink }, () => Promise.reject(thrown))).rejects.toBe(thrown);
    expect(sink.events("run-end")[0]).toMatchObject({ outcome: "error" });
  }
});

test("a signal that has fired keeps the body from running", async () => {
  const sink = memorySink();
  const reason = new Error("stop");
  let called = false;
  const run = trackedRun("q", { sink, signal: AbortSignal.abort(reason) }, () => {
    called = true;
  });
  await expect(run).rejects.toBe(reason);
  expect(called).toBe(false);
  expect(sink.events("run-end")[0]).toMatchObject({ outcome: "aborted", error: { message: "stop" } });
});

test("a run called off on its way is aborted, whatever error the body gives up with", async () => {
  const sink = memorySink();
  const controller = new AbortController();
  const run = trackedRun("q", { sink, signal: controller.signal }, async (run) => {
    controller.abort();
    expect(run.signal.aborted).toBe(true);
    throw new Error("connection lost");
  });
  await expect(run).rejects.toThrow("connection lost");
  expect(sink.events("run-end")[0]).toMatchObject({ outcome: "aborted", error: { message: "connection lost" } });
});

test("a run whose body finishes although it was called off is ok", async () => {
  const sink = memorySink();
  const controller = new AbortController();
  await trackedRun("q", { sink, signal: controller.signal }, () => controller.abort());
  expect(sink.events("run-end")[0]?.outcome).toBe("ok");
});

test("an abort error without a signal counts as aborted, too", async () => {
  const sink = memorySink();
  const run = trackedRun("q", { sink }, () => delay(10_000, undefined, { signal: AbortSignal.abort() }));
  await expect(run).rejects.toThrow();
  expect(sink.events("run-end")[0]?.outcome).toBe("aborted");
});

test("the current run flows through awaits and timers, and is gone outside", async () => {
  expect(currentRun()).toBeUndefined();
  const seen = await Promise.all(
    ["a", "b", "c"].map((label) =>
      trackedRun(label, {}, async () => {
        await delay(1);
        return currentRun()?.label;
      }),
    ),
  );
  expect(seen).toEqual(["a", "b", "c"]);
  expect(currentRun()).toBeUndefined();
});

test("a nested run names its parent, shares its sink and its signal", async () => {
  const sink = memorySink();
  const controller = new AbortController();
  await trackedRun("outer", { sink, signal: controller.signal }, async (outer) => {
    await trackedRun("inner", {}, (inner) => {
      expect(inner.parentId).toBe(outer.id);
      expect(inner.sink).toBe(sink);
      expect(inner.signal).toBe(controller.signal);
    });
  });
  const [, inner] = sink.events("run-start");
  expect(inner).toMatchObject({ label: "inner", parentRunId: sink.events("run-start")[0]?.runId });
});

test("a nested run with a signal of its own is called off by either", async () => {
  for (const which of ["outer", "inner"] as const) {
    const controllers = { outer: new AbortController(), inner: new AbortController() };
    await trackedRun("outer", { signal: controllers.outer.signal }, () =>
      trackedRun("inner", { signal: controllers.inner.signal }, (inner) => {
        expect(inner.signal.aborted).toBe(false);
        controllers[which].abort("enough");
        expect(inner.signal.aborted).toBe(true);
        expect(inner.signal.reason).toBe("enough");
      }),
    );
  }
});

test("parent: null makes a run that stands alone", async () => {
  await trackedRun("outer", { sink: memorySink() }, () =>
    trackedRun("inner", { parent: null }, (inner) => expect(inner.parentId).toBeUndefined()),
  );
});
