import { basename } from "node:path";

/** How many tests or checks passed, failed, and were skipped, and what is known of the failed ones. @typedef {{ passed: number, failed: number, skipped: number, failures?: readonly string[] }} Totals */

/** @type {Readonly<Totals>} */
export const nothing = { passed: 0, failed: 0, skipped: 0 };

/** @param {boolean} passed @returns {Totals} */
export function oneCheck(passed) {
  return { ...nothing, passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

/** @param {readonly Totals[]} all @returns {Totals} */
export function sumTotals(all) {
  return all.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    nothing,
  );
}

/** The closing line: `12 passed, 0 failed`, with `, 1 skipped` only where there is one. @param {Totals} totals */
export function formatTotals({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}

/**
 * Sums the closing lines of `cargo test`, one per test program.
 *
 * @param {string} output
 */
export function cargoTotals(output) {
  const lines = output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm);
  return sumTotals(
    [...lines].map(([, passed, failed, ignored]) => ({
      passed: Number(passed),
      failed: Number(failed),
      skipped: Number(ignored),
    })),
  );
}

/**
 * The totals in a report of vitest's JSON reporter.
 *
 * @param {string} json
 * @returns {Totals}
 */
export function vitestTotals(json) {
  const report = JSON.parse(json);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults.flatMap(vitestFailures),
  };
}

/** @param {{ name: string, assertionResults: { status: string, fullName: string, failureMessages?: string[] }[] }} file */
function vitestFailures({ name, assertionResults }) {
  return assertionResults
    .filter(({ status }) => status === "failed")
    .map(({ fullName, failureMessages = [] }) => {
      const [message = ""] = (failureMessages[0] ?? "").split("\n");
      return `${basename(name)}: ${fullName}: ${message}`;
    });
}

/**
 * The totals in a JUnit report of pytest.
 *
 * @param {string} xml
 * @returns {Totals}
 */
export function pytestTotals(xml) {
  const count = (/** @type {string} */ name) =>
    Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(xml)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  const skipped = count("skipped");
  return { passed: count("tests") - failed - skipped, failed, skipped };
}

/**
 * A runner that fails without a failed test (nothing compiled, an error outside the tests) still counts as one failure.
 *
 * @param {Totals} totals
 * @param {boolean} succeeded   Whether the runner's exit code was 0.
 * @returns {Totals}
 */
export function withRunnerFailure(totals, succeeded) {
  return succeeded || totals.failed > 0 ? totals : { ...totals, failed: 1 };
}
