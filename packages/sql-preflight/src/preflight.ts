import type { RunRecorder } from "@causeway/obs";
import type { PlanDryRun } from "./plan-dry-run.js";
import type { Policy } from "./preflight-policy.js";
import type { PreflightReport } from "./preflight-report.js";
import type { VerdictStore } from "./verdict-store.js";

export interface PreflightOptions {
  /** The planner that judges the statements. */
  readonly planDryRun: PlanDryRun;
  /** Default: read-only statements over registered tables. */
  readonly policy?: Policy | undefined;
  /** Keeps reports of checks that have a `fingerprint`. */
  readonly verdicts?: VerdictStore | undefined;
}

/** What a check needs to know besides the text. */
export interface CheckContext {
  /** The names of the registered tables. */
  readonly tables: readonly string[];
  /** Stands for the schemas and versions of these tables and of the planner. Without it no report is kept or found. */
  readonly fingerprint?: string | undefined;
  /** The planner for this check, instead of the one that the preflight was made with. */
  readonly planDryRun?: PlanDryRun | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Takes a `preflight` event for this check. */
  readonly run?: Pick<RunRecorder, "event"> | undefined;
}

/** Judges statements before they run. */
export interface Preflight extends AsyncDisposable {
  /** Reports on a statement. It throws when it cannot judge, never because of what it found. */
  check(sql: string, context: CheckContext): Promise<PreflightReport>;
  /** Waits for the checks under way and takes no more. Closing twice is fine. */
  close(): Promise<void>;
}
