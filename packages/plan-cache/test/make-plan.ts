import { createHash } from "node:crypto";
import type { PlanCacheEntry } from "../src/plan-cache-entry.js";
import { makeEntry } from "./make-entry.js";

/** An entry whose bytes follow from its key and its version, so that a reader can tell whether they are whole. */
export function makePlan(key: string, version: number): PlanCacheEntry<never> {
  const seed = createHash("sha256").update(`${key} ${version}`).digest();
  const planBytes = Uint8Array.from({ length: 20_000 }, (_, index) => seed[index % seed.length] ?? 0);
  return makeEntry(`${key} ${version}`, { compilationLane: "substrait", planBytes, createdAtMs: version });
}
