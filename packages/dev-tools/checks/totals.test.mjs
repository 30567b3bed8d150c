import { expect, test } from "vitest";
import { cargoTotals, formatTotals, pytestTotals, sumTotals, vitestTotals, withRunnerFailure } from "./totals.mjs";

test("sums the closing lines of all cargo test programs", () => {
  const output = [
    "running 3 tests",
    "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
    "   Doc-tests causeway_engine",
    "test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
  ].join("\n");
  expect(cargoTotals(output)).toEqual({ passed: 6, failed: 2, skipped: 1 });
});

test("reads vitest's report, todo counting as skipped", () => {
  const failed = { status: "failed", fullName: "adds numbers", failureMessages: ["Error: 3 is not 4\n    at add"] };
  const testResults = [{ name: "/folder/sum.test.ts", assertionResults: [{ status: "passed" }, failed] }];
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults };
  const failures = ["sum.test.ts: adds numbers: Error: 3 is not 4"];
  expect(vitestTotals(JSON.stringify(report))).toEqual({ passed: 5, failed: 1, skipped: 3, failures });
});

test("reads pytest's report, errors counting as failures", () => {
  const report =
    '<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="0.5">';
  expect(pytestTotals(report)).toEqual({ passed: 4, failed: 3, skipped: 3 });
});

test("a runner that fails without a failed test is a failure", () => {
  const clean = { passed: 3, failed: 0, skipped: 0 };
  expect(withRunnerFailure(clean, true)).toEqual(clean);
  expect(withRunnerFailure(clean, false).failed).toBe(1);
  expect(withRunnerFailure({ ...clean, failed: 2 }, false).failed).toBe(2);
});

test("the closing line names skipped tests only where there are some", () => {
  const sum = sumTotals([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 2, failed: 1, skipped: 0 },
  ]);
  expect(formatTotals(sum)).toBe("3 passed, 1 failed");
  expect(formatTotals({ ...sum, skipped: 4 })).toBe("3 passed, 1 failed, 4 skipped");
});
