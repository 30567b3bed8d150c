import { expect, test } from "vitest";
import { memorySink } from "./memory-sink.js";
import { startRun } from "./start-run.js";
import { trackedRun } from "./tracked-run.js";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("without telemetry a run hands on the context that came in, to the runs inside it too", async () => {
  const sink = memorySink();
  await trackedRun("outer", { sink, traceparent, tracestate: "vendor=1" }, async (outer) => {
    expect([outer.traceparent, outer.tracestate]).toEqual([traceparent, "vendor=1"]);
    await trackedRun("inner", {}, (inner) =>
      expect([inner.traceparent, inner.tracestate]).toEqual([traceparent, "vendor=1"]),
    );
  });
  expect(sink.events("run-start").map((start) => start.traceparent)).toEqual([traceparent, traceparent]);
  expect(startRun("alone").traceparent).toBeUndefined();
});

test("what is no context counts as none, as the standard asks, with its state", () => {
  for (const malformed of [
    "",
    "00",
    traceparent.toUpperCase(),
    `${traceparent}-more`,
    traceparent.replace("0af7651916cd43dd8448eb211c80319c", "0".repeat(32)),
    traceparent.replace("b7ad6b7169203331", "0".repeat(16)),
    traceparent.replace(/^00/, "ff"),
    `${traceparent}\n`,
    `00${traceparent}`,
  ]) {
    const run = startRun("q", { traceparent: malformed, tracestate: "vendor=1" });
    expect([malformed, run.traceparent, run.tracestate]).toEqual([malformed, undefined, undefined]);
  }
});

test("a later version may have more fields", () => {
  const later = `${traceparent.replace(/^00/, "01")}-more`;
  expect(startRun("q", { traceparent: later }).traceparent).toBe(later);
});
