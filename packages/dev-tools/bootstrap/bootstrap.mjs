/**
 * Makes a clone ready to run: `node bootstrap.mjs demo` for the demo alone, `node bootstrap.mjs` for everything.
 * It needs nothing but Node, and does nothing that is done already.
 */
import { addonIsCurrent, ensureAddon } from "./built-addon.mjs";
import { ensureBuilt } from "./built-packages.mjs";
import { ensureSqlglot } from "./fetched-sqlglot.mjs";
import { ensureInstalled } from "./installed-packages.mjs";
import { missingBuildTools, missingNode } from "./required-tools.mjs";
import { withDependencies, workspacePackages } from "./workspace-packages.mjs";

process.env["TURBO_TELEMETRY_DISABLED"] ??= "1";

try {
  const complaint = missingNode() ?? (addonIsCurrent() ? undefined : missingBuildTools());
  if (complaint) throw new Error(complaint);
  await ensureInstalled();
  await ensureSqlglot();
  await ensureAddon();
  if (process.argv[2] === "demo") await ensureBuilt("demo", withDependencies("@causeway/demo"));
  else await ensureBuilt("everything", workspacePackages());
} catch (cause) {
  console.error(`[causeway] ${cause instanceof Error ? cause.message : cause}`);
  process.exitCode = 1;
}
