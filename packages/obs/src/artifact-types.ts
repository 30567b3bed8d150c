import type { CustomName } from "./event-types.js";

/** The plans of one query, as text. */
export interface PlanArtifact {
  /** Hash of the query, the same as in `lane-fallback` and in the plan cache. */
  readonly planHash?: string;
  readonly lane?: string;
  readonly logical?: string;
  readonly optimized?: string;
  readonly physical?: string;
}

/** The artifacts that Causeway records, by name. Their payloads can be large; rows of events never are. */
export interface ArtifactTypes {
  plan: PlanArtifact;
  /** What the engine and this build of it can do. */
  capabilities: object;
  /** How the caches of a session are set up. */
  "cache-config": object;
  /** The complete report of a run. */
  "run-report": object;
}

export type ArtifactName = keyof ArtifactTypes | CustomName;

/** The payload that belongs to an artifact's name. */
export type ArtifactPayload<Name extends ArtifactName> = Name extends keyof ArtifactTypes
  ? ArtifactTypes[Name]
  : object;
