import type { EngineSession } from "@causeway/ext-native";
import { Int64, TimestampMillisecond, Utf8 } from "apache-arrow";
import { type ListedColumn, registerListing } from "./listing-table.js";
import type { ListedPlan, PlanStage } from "./plan-stage.js";

export const planCacheTable = "plan_cache";

const columns: readonly ListedColumn<ListedPlan>[] = [
  { name: "key", type: new Utf8(), value: ({ key }) => key },
  { name: "plan_hash", type: new Utf8(), value: ({ planHash }) => planHash },
  { name: "lane", type: new Utf8(), value: ({ lane }) => lane },
  { name: "size_bytes", type: new Int64(), value: ({ sizeBytes }) => BigInt(sizeBytes) },
  { name: "hits", type: new Int64(), value: ({ hits }) => BigInt(hits) },
  { name: "created", type: new TimestampMillisecond("UTC"), value: ({ createdAtMs }) => createdAtMs },
  { name: "last_used", type: new TimestampMillisecond("UTC"), value: ({ lastUsedAtMs }) => lastUsedAtMs },
];

/** The table function `plan_cache()`: the plans that the session keeps in memory, the most recently used first. */
export function registerPlanCacheTable(engine: EngineSession, plans: PlanStage): void {
  registerListing(engine, planCacheTable, columns, () => plans.entries());
}
