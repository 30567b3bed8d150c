import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { BenchError } from "../bench-error.js";
import { runCommand } from "../prepare/run-command.js";
import type { Workplace } from "../workplace.js";

/** DataFusion's own tests in SQL, as its crate carries them: https://github.com/apache/datafusion/tree/main/datafusion/sqllogictest. */
const crate = "datafusion-sqllogictest";
const version = "55.2.0";
const sha256 = "b270cea4d8c2b2c42773e60164204386fb97d7936736e5f126ac751b86d7dabe";

/** Where the crate lies, and the paths of its test files within. */
export interface ForeignCorpus {
  readonly folder: string;
  readonly files: readonly string[];
}

/** Brings the crate through cargo on first use, holds it against its hash, and unpacks it into the cache folder. Errors: `command-failed`. */
export async function foreignCorpus(workplace: Workplace): Promise<ForeignCorpus> {
  const folder = join(workplace.cache, `${crate}-${version}`);
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    workplace.progress(`Fetching ${crate} ${version} …`);
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await runCommand("tar", ["-xzf", await fetchedCrate(), "-C", unfinished, "--strip-components=1"]);
    await rename(unfinished, folder);
  }
  const entries = await readdir(join(folder, "test_files"), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".slt"));
  return { folder, files: files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort() };
}

/** The path of the packed crate, which cargo fetches when it is asked about it. */
async function fetchedCrate(): Promise<string> {
  await runCommand("cargo", ["info", `${crate}@${version}`]);
  const home = process.env["CARGO_HOME"] || join(homedir(), ".cargo");
  for (const registry of await readdir(join(home, "registry", "cache"))) {
    const path = join(home, "registry", "cache", registry, `${crate}-${version}.crate`);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes !== undefined && createHash("sha256").update(bytes).digest("hex") === sha256) return path;
  }
  throw new BenchError("command-failed", `cargo brought no ${crate} ${version} of the expected hash`);
}
