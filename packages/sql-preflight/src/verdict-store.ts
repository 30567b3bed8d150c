import { createHash } from "node:crypto";
import { readManifest } from "./asset-manifest.js";
import type { CompletePolicy } from "./policy.js";
import type { PreflightReport } from "./preflight-report.js";

/** Keeps reports, so that a statement that is known is not checked again. A store that throws costs time and nothing else. */
export interface VerdictStore {
  get(key: string): PreflightReport | undefined | Promise<PreflightReport | undefined>;
  set(key: string, report: PreflightReport): void | Promise<void>;
}

/** Rises when a report's meaning changes, so that an older one is not found. */
const verdictVersion = 3;

/** All that a report depends on, besides the versions. */
export interface VerdictParts {
  readonly sql: string;
  readonly policy: CompletePolicy;
  readonly tables: readonly string[];
  /** The schemas, or what stands for them and for the planner. */
  readonly schemas: unknown;
  readonly functions: unknown;
  readonly parameters: unknown;
  readonly include: unknown;
  readonly isPlanned: boolean;
}

/** SHA-256, in hex, over everything that a report depends on. The order of names does not matter. */
export function verdictKey({
  sql,
  policy,
  tables,
  schemas,
  functions,
  parameters,
  include,
  isPlanned,
}: VerdictParts): string {
  const { versions, archiveSha256 } = readManifest();
  const parts = [
    [verdictVersion, versions, archiveSha256],
    [sql, parameters ?? null, include ?? null, isPlanned],
    [sorted(policy), [...tables].sort(), schemas ?? null, functions ?? null],
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Rules by name, and names in lists by name. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return [...value].sort();
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => [key, sorted(part)]);
}

/** Keeps the latest reports in memory. `maxEntries` is how many, 200 by default. */
export function memoryVerdicts({ maxEntries = 200 }: { readonly maxEntries?: number } = {}): VerdictStore {
  const reports = new Map<string, PreflightReport>();
  return {
    get(key) {
      const report = reports.get(key);
      if (report === undefined) return undefined;
      // A map keeps the order of insertion: the one that was used goes to the end.
      reports.delete(key);
      reports.set(key, report);
      return report;
    },
    set(key, report) {
      reports.delete(key);
      reports.set(key, report);
      for (const oldest of reports.keys()) {
        if (reports.size <= maxEntries) break;
        reports.delete(oldest);
      }
    },
  };
}
