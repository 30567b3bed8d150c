import { copyFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { runCommand } from "../prepare/run-command.js";

/** Sizes of native files, added up. */
export interface AddonSizes {
  readonly builtBytes: number;
  /** Without symbols, as `strip` leaves it. */
  readonly strippedBytes: number;
  /** Stripped, then gzip at its default level, as in a package. */
  readonly compressedBytes: number;
}

/** Measures copies, so that the files themselves stay as they are. Needs the program `strip`. */
export async function strippedSizes(paths: readonly string[]): Promise<AddonSizes> {
  const sizes = { builtBytes: 0, strippedBytes: 0, compressedBytes: 0 };
  const folder = await mkdtemp(join(tmpdir(), "causeway-bench-"));
  try {
    for (const path of paths) {
      const copy = join(folder, basename(path));
      await copyFile(path, copy);
      await runCommand("strip", process.platform === "darwin" ? ["-x", copy] : ["--strip-unneeded", copy]);
      sizes.builtBytes += (await stat(path)).size;
      sizes.strippedBytes += (await stat(copy)).size;
      sizes.compressedBytes += (await promisify(gzip)(await readFile(copy))).byteLength;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return sizes;
}
