import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const packageFolder = fileURLToPath(new URL("../", import.meta.url));

/** Our Python, and the requirements that pin SQLGlot by hash. */
export const pythonFolder = join(packageFolder, "python");
export const requirementsFile = join(pythonFolder, "requirements.txt");

/** Where pip puts the pinned wheel; not committed. */
export const wheelsFolder = join(packageFolder, "wheels");

/** What is published beside the JavaScript. */
export const assetsFolder = join(packageFolder, "dist", "assets");

/**
 * The one requirement of the analysis.
 *
 * @returns {{ name: string, version: string, sha256: string }}
 */
export function pinnedRequirement() {
  const text = readFileSync(requirementsFile, "utf8");
  const [, name, version, sha256] = /^(\w+)==([\w.]+) --hash=sha256:([0-9a-f]{64})$/m.exec(text) ?? [];
  if (!name || !version || !sha256) throw new Error(`${requirementsFile} pins nothing by version and hash`);
  return { name, version, sha256 };
}

/** The path of the pinned wheel, if it stands there whole. */
export function pinnedWheel() {
  const { name, version, sha256 } = pinnedRequirement();
  return filesOf(wheelsFolder)
    .filter((file) => file.startsWith(`${name}-${version}-`) && file.endsWith(".whl"))
    .map((file) => join(wheelsFolder, file))
    .find((file) => sha256Of(readFileSync(file)) === sha256);
}

/** The files of our own Python that are published, by name. */
export function pythonModules() {
  return filesUnder(join(pythonFolder, "causeway_preflight"));
}

/** @param {string} folder @returns {string[]} */
function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "__pycache__")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** @param {Uint8Array | string} content */
export function sha256Of(content) {
  return createHash("sha256").update(content).digest("hex");
}

/** @param {string} folder */
function filesOf(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
