import { expect, test } from "vitest";
import { attachRunId } from "./attach-run-id.js";

test("an error keeps its identity and gains the run's id", () => {
  const error = new TypeError("no");
  expect(attachRunId(error, "run-1")).toBe(error);
  expect(error).toMatchObject({ runId: "run-1", message: "no" });
});

test("the id of the run that failed first is kept", () => {
  const error = new Error("no");
  attachRunId(error, "run-1");
  attachRunId(error, "run-2");
  expect(error).toMatchObject({ runId: "run-1" });
});

test.each([Object.freeze(new Error("frozen")), "text", undefined, null, 3])("%s passes as it is", (thrown) => {
  expect(attachRunId(thrown, "run-1")).toBe(thrown);
});
