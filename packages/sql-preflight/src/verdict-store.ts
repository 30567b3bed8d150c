import { createHash } from "node:crypto";
import type { CompletePolicy } from "./preflight-policy.js";
import type { PreflightReport } from "./preflight-report.js";

/** Keeps reports, so that a statement that is known is not planned again. A store that throws costs time and nothing else. */
export interface VerdictStore {
  get(key: string): PreflightReport | undefined | Promise<PreflightReport | undefined>;
  set(key: string, report: PreflightReport): void | Promise<void>;
}

/** Rises when a report's meaning changes, so that an older one is not found. */
const verdictVersion = 1;

/** All that a report depends on. */
export interface VerdictParts {
  readonly sql: string;
  readonly policy: CompletePolicy;
  readonly tables: readonly string[];
  /** Stands for the schemas and versions of the tables and of the planner. */
  readonly fingerprint: string;
}

/** SHA-256, in hex, over everything that a report depends on. The order of names does not matter. */
export function verdictKey({ sql, policy, tables, fingerprint }: VerdictParts): string {
  const allowed = policy.tables === "registered" ? "registered" : [...policy.tables].sort();
  const parts = [verdictVersion, sql, [...policy.statements].sort(), allowed, [...tables].sort(), fingerprint];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
