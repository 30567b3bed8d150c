import type { ArtifactTypes, EventTypes, RecordStamp } from "@causeway/obs";

/** One record, as a memory sink keeps it and a line of a JSONL file holds it. */
export interface RunRecord {
  readonly kind: "event" | "artifact";
  readonly name: string;
  readonly payload: object;
}

type Stamped<Payload> = Payload & RecordStamp;

/** The records of one run. */
export interface CollectedRun {
  readonly runId: string;
  readonly events: { readonly [Name in keyof EventTypes]?: readonly Stamped<EventTypes[Name]>[] };
  /** The latest artifact of each name. */
  readonly artifacts: { readonly [Name in keyof ArtifactTypes]?: Stamped<ArtifactTypes[Name]> };
  /** Runs that are part of this one. */
  readonly children: readonly CollectedRun[];
}

interface GrowingRun {
  readonly runId: string;
  readonly events: Record<string, object[]>;
  readonly artifacts: Record<string, object>;
  readonly children: GrowingRun[];
}

/** Sorts records by their runs, in the order of the runs' first records; a run that is part of another stands below that, where it is among them. */
export function collectRuns(records: Iterable<RunRecord>): readonly CollectedRun[] {
  const runs = new Map<string, GrowingRun>();
  for (const { kind, name, payload } of records) {
    const runId: unknown = Reflect.get(payload, "runId");
    if (typeof runId !== "string" || runId === "") continue;
    const run = runs.get(runId) ?? { runId, events: {}, artifacts: {}, children: [] };
    runs.set(runId, run);
    const rows = run.events[name];
    if (kind === "artifact") run.artifacts[name] = payload;
    else if (rows === undefined) run.events[name] = [payload];
    else rows.push(payload);
  }
  const roots: GrowingRun[] = [];
  for (const run of runs.values()) {
    const parentId: unknown = Reflect.get(run.events["run-start"]?.[0] ?? {}, "parentRunId");
    const parent = typeof parentId === "string" ? runs.get(parentId) : undefined;
    (parent ?? { children: roots }).children.push(run);
  }
  // What stands under a name of ours is of that name's type: the schemas of the records say so.
  return roots as readonly CollectedRun[];
}
