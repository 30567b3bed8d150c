import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { contentHash, filesUnder } from "./content-hash.mjs";
import { ensureProtoc } from "./fetched-protoc.mjs";
import { cargoEnvironment, nativePackage, repositoryRoot } from "./repository-paths.mjs";
import { runCommand } from "./run-command.mjs";
import { readStamp, writeStamp } from "./stamp-file.mjs";

/** Everything that the addon is made from, relative to the engine's package. */
const addonInputs = ["Cargo.toml", "Cargo.lock", ".cargo", "rust-toolchain.toml", "crates", "package.json", "scripts"];

/** What the addon's build generates and the repository commits. */
export const generatedFiles = ["index.cjs", "index.d.cts"];

const addonFolder = join(nativePackage, "native");
const recordFile = join(addonFolder, ".build-record");

/**
 * What the last build of the addon left: the hash of its inputs, the hash of each generated file, and
 * the generated files that it changed.
 *
 * @typedef {{ inputs: string, generated: Record<string, string>, changed: string[] }} AddonRecord
 */

/** Whether the addon stands there, built from exactly these inputs. */
export function addonIsCurrent() {
  const built = existsSync(addonFolder) && readdirSync(addonFolder).some((name) => name.endsWith(".node"));
  return built && readAddonRecord()?.inputs === inputsHash();
}

/** Builds the addon, unless it is current. */
export async function ensureAddon() {
  if (addonIsCurrent()) return;
  await ensureProtoc();
  const inputs = inputsHash();
  const before = hashGeneratedFiles();
  touchSources();
  await runCommand(
    "building the engine's addon from Rust (the first time takes many minutes, later times reuse it)",
    ["npm", "run", "build:addon", "--workspace", "@causeway/ext-native"],
    { directory: repositoryRoot, environment: cargoEnvironment() },
  );
  const generated = hashGeneratedFiles();
  const changed = generatedFiles.filter((name) => before[name] !== generated[name]);
  writeAddonRecord({ inputs, generated, changed });
}

/** Cargo knows a changed source by its time, which a restored folder or a moved branch may set back. */
function touchSources() {
  const now = new Date();
  for (const file of filesUnder(join(nativePackage, "crates"))) utimesSync(file, now, now);
}

/** @returns {AddonRecord | undefined} */
export function readAddonRecord() {
  const text = readStamp(recordFile);
  return text ? JSON.parse(text) : undefined;
}

/** @param {AddonRecord} record */
export function writeAddonRecord(record) {
  writeStamp(recordFile, JSON.stringify(record));
}

/** The hash of each generated file as it is on disk now; an absent file has the hash "absent". */
export function hashGeneratedFiles() {
  return Object.fromEntries(
    generatedFiles.map((name) => {
      const file = join(addonFolder, name);
      return [name, existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex") : "absent"];
    }),
  );
}

function inputsHash() {
  return `${process.platform}-${process.arch}-${contentHash(nativePackage, addonInputs)}`;
}
