import { join } from "node:path";
import { type IncrementalOptions, runIncremental } from "../../src/index.js";
import { openTestSession } from "./open-test-session.js";
import { sourceWithChanges } from "./source-with-changes.js";
import { temporaryFolder } from "./temporary-folder.js";

/** An incremental run that copies a source of ten rows, unless it is told otherwise, and what it works on. */
export async function pipeline(options: Partial<IncrementalOptions> = {}) {
  const folder = await temporaryFolder();
  const session = await openTestSession();
  const source = join(folder, "source");
  const target = join(folder, "target");
  const append = await sourceWithChanges(session, source);
  const run = (more: Partial<IncrementalOptions> = {}) =>
    runIncremental({
      appId: "copy",
      source: { delta: source },
      target: { delta: target },
      transform: "SELECT n, text FROM changes",
      ...options,
      ...more,
    });
  return { folder, session, source, target, append, run };
}
