import { expect, test } from "vitest";
import { flushOnExit } from "./flush-on-exit.js";
import { memorySink } from "./memory-sink.js";
import { followedRuns } from "./open-runs.js";
import { startRun } from "./start-run.js";

const listeners = () => ["SIGTERM", "SIGINT", "SIGHUP", "exit"].map((name) => process.listenerCount(name));

test("nothing listens before it is asked for, and nothing after it is disposed of", () => {
  const before = listeners();
  const sink = memorySink();
  {
    using _flush = flushOnExit(sink, { signals: ["SIGTERM", "SIGHUP"] });
    expect(listeners()).toEqual(before.map((count, index) => (index === 1 ? count : count + 1)));
    const run = startRun("q", { sink });
    expect(followedRuns(sink)?.size).toBe(1);
    run.end();
    expect(followedRuns(sink)?.size).toBe(0);
  }
  expect(listeners()).toEqual(before);
  expect(followedRuns(sink)).toBeUndefined();
});

test("a sink is flushed once, and a deadline is a number", () => {
  const sink = memorySink();
  using _flush = flushOnExit(sink);
  expect(() => flushOnExit(sink)).toThrow("invalid-argument: this sink is flushed on exit already");
  expect(() => flushOnExit(memorySink(), { deadlineMs: -1 })).toThrow("invalid-argument: deadlineMs");
});
