import type { EngineSession } from "@causeway/ext-native";
import { Field, Int64, Table, TimestampMillisecond, Utf8, vectorFromArray } from "apache-arrow";
import type { PlanStage } from "./plan-stage.js";

const columns = [
  new Field("key", new Utf8()),
  new Field("plan_hash", new Utf8()),
  new Field("lane", new Utf8()),
  new Field("size_bytes", new Int64()),
  new Field("created", new TimestampMillisecond("UTC")),
];

/** The table function `plan_cache()`: the plans that the session keeps when it is scanned, the most recently used first. */
export function registerPlanCacheTable(engine: EngineSession, plans: PlanStage): void {
  engine.functions.registerTable("plan_cache", { arguments: [], columns }, () => {
    const entries = plans.entries();
    const values = [
      entries.map(({ key }) => key),
      entries.map(({ planHash }) => planHash),
      entries.map(({ lane }) => lane),
      entries.map(({ sizeBytes }) => BigInt(sizeBytes)),
      entries.map(({ createdAtMs }) => createdAtMs),
    ];
    if (entries.length === 0) return [];
    const vectors = columns.map(({ name, type }, index) => [name, vectorFromArray(values[index] ?? [], type)]);
    return [new Table(Object.fromEntries(vectors))];
  });
}
