import type { MemorySink } from "@causeway/obs";
import type { Session } from "@causeway/runtime";
import type { TerminalStyle } from "../terminal-style.js";

/** What each part of the demo works with. */
export interface DemoStage {
  /** Over `flights` (newest), `flights_first_quarter` (version 0 of the same table) and `airports`. */
  readonly session: Session;
  /** The records of all runs of the session so far. */
  readonly diagnostics: MemorySink;
  /** Folder for what the demo writes, absolute. */
  readonly folder: string;
  readonly style: TerminalStyle;
  readonly write: (text: string) => void;
}
