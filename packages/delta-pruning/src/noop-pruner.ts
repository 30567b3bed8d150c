import type { DeltaScan, FilesLeftToEngine, Pruner } from "./pruner.js";

/** Judges nothing: every scan is left to the engine, and the answer says so. */
export const noopPruner = ((scans: readonly DeltaScan[]): FilesLeftToEngine[] =>
  scans.map(({ table, version }) => ({
    table,
    ...(version === undefined ? {} : { version: String(version) }),
    chosenBy: "engine",
  }))) satisfies Pruner;
