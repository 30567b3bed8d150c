import type { ColdPhases } from "./cold-phases.js";

/** An engine as the cold start sees it: each step is timed on its own. */
export interface ColdEngine<Module, Session> {
  /** Loads the package, and its addon with it. */
  load(): Promise<Module>;
  /** Opens a session over the Parquet file `nation`. */
  open(loaded: Module, nation: string): Promise<Session>;
  /** Runs the first query and gives its rows as text. */
  query(session: Session): Promise<string[][]>;
  close(session: Session): Promise<void>;
}

/** Takes a fresh process through its first query and prints the phases. The Parquet file is the first argument. */
export async function measurePhases<Module, Session>(engine: ColdEngine<Module, Session>): Promise<void> {
  const [nation = ""] = process.argv.slice(2);
  const begun = performance.now();
  const loaded = await engine.load();
  const imported = performance.now();
  const session = await engine.open(loaded, nation);
  const opened = performance.now();
  const rows = await engine.query(session);
  const answered = performance.now();
  await engine.close(session);
  const phases: ColdPhases = {
    firstLineAt: performance.timeOrigin + begun,
    importMs: imported - begun,
    openMs: opened - imported,
    queryMs: answered - opened,
    closeMs: performance.now() - answered,
    rows,
  };
  process.stdout.write(JSON.stringify(phases));
}
