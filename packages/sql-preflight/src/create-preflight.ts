import { workerUrl } from "./asset-manifest.js";
import { completePolicy } from "./complete-policy.js";
import type { Preflight, PreflightOptions } from "./preflight.js";
import { PreflightError } from "./preflight-error.js";
import { SqlglotClient } from "./sqlglot-client.js";
import { SqlglotPreflight } from "./sqlglot-preflight.js";
import { memoryVerdicts } from "./verdict-store.js";
import { sharedPool } from "./worker-pool.js";

const known = ["dialect", "policy", "planDryRun", "verdicts", "workers", "deadlineMs", "warmUp"];

/**
 * Makes a preflight: SQLGlot judges each statement by the schemas and by a policy, and a planner beside it where there is one.
 * It returns at once and starts no thread, unless `warmUp` asks for it.
 *
 * Throws `invalid-policy` for a policy that it could not enforce, and `invalid-argument` for another option that cannot be used.
 */
export function createPreflight(options: PreflightOptions = {}): Preflight {
  const { dialect = "datafusion", planDryRun, verdicts, workers = 1, deadlineMs = 10_000, warmUp = false } = options;
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) throw unusable(`there is no option ${unknown}`);
  if (dialect !== "datafusion") throw unusable(`there is no dialect ${dialect}: statements are in datafusion`);
  if (planDryRun !== undefined && typeof planDryRun !== "function") throw unusable("planDryRun is no function");
  if (!Number.isSafeInteger(workers) || workers < 1) throw unusable("workers is a count of at least 1");
  // What a timer of Node can wait for.
  if (!(deadlineMs >= 1 && deadlineMs < 2 ** 31)) throw unusable("deadlineMs is a time of at least 1 ms");
  const policy = completePolicy(options.policy);
  if (planDryRun === undefined && (policy.rowFilters ?? policy.columnMasks) !== undefined) {
    throw new PreflightError(
      "invalid-policy",
      "row filters and masks are enforced by an engine, and there is no planDryRun of one",
    );
  }
  const sqlglot = new SqlglotClient(sharedPool(workerUrl).join(workers), deadlineMs);
  if (warmUp) sqlglot.warmUp();
  const store = verdicts === false ? undefined : (verdicts ?? memoryVerdicts());
  return new SqlglotPreflight({ sqlglot, policy, planDryRun }, store);
}

function unusable(text: string): PreflightError {
  return new PreflightError("invalid-argument", text);
}
