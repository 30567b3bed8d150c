import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import type { SnapshotManifest } from "./asset-manifest.js";

/** What is used here of Pyodide's WebAssembly module. */
export interface WasmModule {
  readonly HEAPU8: Uint8Array;
  /** Makes the memory at least this long, in bytes, and renews `HEAPU8`. */
  growMemory(bytes: number): unknown;
}

/** How many pieces are unpacked ahead, on the threads of libuv. */
const piecesAhead = 2;

/** What is compared at once when the memory of a fresh module is searched for what is no zero. */
const zeros = Buffer.alloc(65_536);

const unpack = promisify(inflateRaw);

/** A memory snapshot that is being read, piece by piece, so that it is never held twice. */
export class MemorySnapshot {
  readonly #manifest: SnapshotManifest;
  readonly #pieces: AsyncGenerator<Buffer, void>;
  /** Reading begins at once, while the caller compiles the module. */
  readonly #first: Promise<IteratorResult<Buffer, void>>;

  constructor(url: URL, manifest: SnapshotManifest) {
    this.#manifest = manifest;
    this.#pieces = readPieces(url, manifest);
    this.#first = this.#pieces.next();
    // Told where it is awaited, if it ever is.
    this.#first.catch(() => {});
  }

  /** Pyodide's part of the snapshot. What follows it there, the memory, is left to `restore`. */
  get header(): Uint8Array {
    return Buffer.from(this.#manifest.header, "base64");
  }

  /** Makes a module's memory that of the snapshot. Throws when the file is not the one of the manifest; the module is of no use then. */
  async restore(module: WasmModule): Promise<void> {
    const { memoryBytes, runs } = this.#manifest;
    const freshBytes = module.HEAPU8.length;
    // Pyodide grows no memory for a snapshot that is longer than its first one.
    if (memoryBytes > freshBytes) module.growMemory(memoryBytes);
    const memory = module.HEAPU8;
    clearOutside(runs, Buffer.from(memory.buffer, 0, freshBytes));
    const write = writerOf(runs, memory);
    for (let piece = await this.#first; !piece.done; piece = await this.#pieces.next()) write(piece.value);
  }
}

async function* readPieces(url: URL, { pieces, pieceBytes, sha256 }: SnapshotManifest): AsyncGenerator<Buffer, void> {
  const hash = createHash("sha256");
  const file = await open(url);
  try {
    const ahead: Promise<Buffer>[] = [];
    for (const bytes of pieces) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(bytes), 0, bytes);
      if (bytesRead < bytes) throw new Error("the memory snapshot is cut off");
      hash.update(buffer);
      const piece = unpack(buffer, { chunkSize: pieceBytes });
      piece.catch(() => {});
      ahead.push(piece);
      const oldest = ahead.length > piecesAhead ? ahead.shift() : undefined;
      if (oldest !== undefined) yield oldest;
    }
    if (hash.digest("hex") !== sha256) throw new Error("the memory snapshot is not the one that was built");
    yield* ahead;
  } finally {
    await file.close();
  }
}

/** A fresh module has data where the snapshot may have zeros. */
function clearOutside(runs: SnapshotManifest["runs"], fresh: Buffer): void {
  let offset = 0;
  for (const [start, length] of [...runs, [fresh.length, 0] as const]) {
    const end = Math.min(start, fresh.length);
    for (; offset < end; offset += zeros.length) {
      const part = fresh.subarray(offset, Math.min(offset + zeros.length, end));
      // Only what is touched takes up memory.
      if (part.compare(zeros, 0, part.length) !== 0) part.fill(0);
    }
    offset = start + length;
  }
}

/** Writes content, given in pieces of any length, into the runs. */
function writerOf(runs: SnapshotManifest["runs"], memory: Uint8Array): (content: Uint8Array) => void {
  const rest = runs.map(([offset, length]) => ({ offset, length }));
  return (content) => {
    let at = 0;
    while (at < content.length) {
      const [run] = rest;
      if (run === undefined) throw new Error("the memory snapshot is longer than its runs");
      const bytes = Math.min(run.length, content.length - at);
      memory.set(content.subarray(at, at + bytes), run.offset);
      at += bytes;
      run.offset += bytes;
      run.length -= bytes;
      if (run.length === 0) rest.shift();
    }
  };
}
