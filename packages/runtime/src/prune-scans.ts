import {
  createPruner,
  type FilePruner,
  type PrunerOptions,
  type ScanBudget,
  type ScanChoice,
} from "@causeway/delta-pruning";
import type { DeltaScanDescription, EngineSession } from "@causeway/ext-native";
import { EngineSnapshots, snapshotName } from "./engine-snapshots.js";
import { pruningPredicate } from "./pruning-predicate.js";

/** Skipped files that a report lists by name. The counts are complete. */
const listedFiles = 20;

/** What became of one scan: the table's own name, and the choice. */
export interface PrunedScan {
  readonly scan: DeltaScanDescription;
  readonly choice: ScanChoice;
}

/** The prune stage: chooses the files of each scan of a Delta table by the predicates that the engine's optimizer pushed to that scan. */
export class PruneStage {
  readonly #pruner: FilePruner;

  constructor(engine: EngineSession) {
    this.#pruner = createPruner(new EngineSnapshots(engine), { maxListed: listedFiles });
  }

  /** Errors: `scan-budget-exceeded` of the pruner. */
  async prune(scans: readonly DeltaScanDescription[], options: PrunerOptions): Promise<readonly PrunedScan[]> {
    const deltaScans = scans.map((scan) => ({
      table: snapshotName(scan),
      version: scan.version,
      predicate: scan.predicate === undefined ? undefined : pruningPredicate(scan.predicate),
    }));
    const choices = await this.#pruner.prune(deltaScans, options);
    return scans.flatMap((scan, at) => {
      const choice = choices[at];
      return choice === undefined ? [] : [{ scan, choice }];
    });
  }

  /** Lets go of all indexes. */
  clear(): void {
    this.#pruner.forget();
  }
}

/** The files to read by the number of the scan, as the engine takes them. */
export function chosenFiles(pruned: readonly PrunedScan[]): ReadonlyMap<number, Uint32Array> {
  return new Map(
    pruned.flatMap(({ scan, choice }) => (choice.chosenBy === "pruner" ? [[scan.id, choice.numbers]] : [])),
  );
}

/** Whether a query may read no more than it likes. */
export function hasLimits(budget: ScanBudget | undefined): budget is ScanBudget {
  return budget?.maxFiles !== undefined || budget?.maxBytes !== undefined;
}
