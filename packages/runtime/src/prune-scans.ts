import { type FilesLeftToEngine, noopPruner } from "@causeway/delta-pruning";
import type { PreparedPlan } from "@causeway/ext-native";

/** The prune stage: what becomes of each scan of a Delta table. The engine hands over no file index, so the choice of files is left to it. */
export function pruneScans({ scans }: PreparedPlan): readonly FilesLeftToEngine[] {
  return noopPruner(scans.filter(({ kind }) => kind === "delta"));
}
