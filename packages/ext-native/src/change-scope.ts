import type { EngineTrace } from "./tracing/engine-tracing.js";

/** A change of a Delta table, before it happens. */
export interface TableChange {
  /** The method: `write`, `merge`, `optimize`, … */
  readonly operation: string;
  /** The table as it was named. */
  readonly uri: string;
}

/** What a change is to carry beside what its caller says. */
export interface ChangeCarries {
  /** Collects what the engine does for it, unless the caller has given a trace. */
  readonly trace?: EngineTrace | undefined;
  /** Goes into the commit's `commitInfo` beside the caller's, which count first. */
  readonly commitMetadata?: Readonly<Record<string, string>> | undefined;
}

/** Runs a change of a table as part of something: a run, for one. It calls `change` once, and gives what that gives. */
export type ChangeScope = <Report>(
  about: TableChange,
  change: (carries: ChangeCarries) => Promise<Report>,
) => Promise<Report>;
