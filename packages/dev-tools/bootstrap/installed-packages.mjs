import { join } from "node:path";
import { contentHash } from "./content-hash.mjs";
import { repositoryRoot } from "./repository-paths.mjs";
import { runCommand } from "./run-command.mjs";
import { readStamp, writeStamp } from "./stamp-file.mjs";

const stampFile = join(repositoryRoot, "node_modules", ".causeway-installed");

/** Installs the npm packages of the lockfile, unless exactly these are installed already. */
export async function ensureInstalled() {
  const wanted = contentHash(repositoryRoot, ["package-lock.json"]);
  if (readStamp(stampFile) === wanted) return;
  await runCommand("installing the npm packages of the lockfile", ["npm", "ci"], { directory: repositoryRoot });
  writeStamp(stampFile, wanted);
}
