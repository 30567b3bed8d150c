import { readFileSync } from "node:fs";
import { PreflightError } from "./preflight-error.js";

/** What the package's build made beside the JavaScript, and the versions that went into it. */
export interface AssetManifest {
  readonly versions: { readonly pyodide: string; readonly python: string; readonly sqlglot: string };
  /** SHA-256, in hex, of `python.zip`: SQLGlot and our own Python. */
  readonly archiveSha256: string;
  readonly snapshot: SnapshotManifest;
}

/** How `snapshot.bin` becomes the memory of a Python. All numbers are bytes. */
export interface SnapshotManifest {
  /** SHA-256, in hex, of `snapshot.bin`. */
  readonly sha256: string;
  /** Pyodide's own part of the snapshot, in Base64. */
  readonly header: string;
  readonly memoryBytes: number;
  /** Where the pages lie that are not all zeros, as [offset, length], in the order of their content. */
  readonly runs: readonly (readonly [number, number])[];
  /** The content of the runs comes in pieces of this length, each deflated by itself. */
  readonly pieceBytes: number;
  /** Deflated lengths. */
  readonly pieces: readonly number[];
}

// The build puts it beside the JavaScript, in dist: the same way leads there from the sources.
const build = new URL("../dist/", import.meta.url);

/** The thread that runs Python. */
export const workerUrl = new URL("sqlglot-worker.js", build);

/** Where a file of the build is. */
export function assetUrl(name: "manifest.json" | "python.zip" | "snapshot.bin"): URL {
  return new URL(`assets/${name}`, build);
}

let manifest: AssetManifest | undefined;

/** Errors: `assets-missing`. */
export function readManifest(): AssetManifest {
  try {
    manifest ??= JSON.parse(readFileSync(assetUrl("manifest.json"), "utf8")) as AssetManifest;
    return manifest;
  } catch (cause) {
    const text =
      "the worker and its assets do not lie beside this code; a bundler must leave @causeway/sql-preflight out";
    throw new PreflightError("assets-missing", text, { cause });
  }
}
