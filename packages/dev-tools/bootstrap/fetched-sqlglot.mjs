import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { contentHash } from "./content-hash.mjs";
import { repositoryRoot } from "./repository-paths.mjs";
import { missingPython } from "./required-tools.mjs";
import { runCommand } from "./run-command.mjs";
import { readStamp, writeStamp } from "./stamp-file.mjs";

const preflightPackage = join(repositoryRoot, "packages", "sql-preflight");
const wheels = join(preflightPackage, "wheels");
const stampFile = join(wheels, ".fetched");

/** Brings the pinned wheel of SQLGlot, unless it was brought for exactly these requirements. */
export async function ensureSqlglot() {
  const wanted = contentHash(preflightPackage, [join("python", "requirements.txt")]);
  const isThere = existsSync(wheels) && readdirSync(wheels).some((name) => name.endsWith(".whl"));
  if (isThere && readStamp(stampFile) === wanted) return;
  const complaint = missingPython("SQLGlot");
  if (complaint) throw new Error(complaint);
  const script = join(preflightPackage, "scripts", "fetch-sqlglot.js");
  await runCommand("fetching SQLGlot", [process.execPath, script], { directory: repositoryRoot });
  writeStamp(stampFile, wanted);
}
