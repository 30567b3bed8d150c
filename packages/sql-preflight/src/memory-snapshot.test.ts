import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SnapshotManifest } from "./asset-manifest.js";
import { MemorySnapshot, type WasmModule } from "./memory-snapshot.js";

const page = 65_536;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "causeway-snapshot-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A module with the memory of a real one: a page that the module itself has filled. */
function moduleWith(filled: number): WasmModule {
  let memory = new Uint8Array(3 * page).fill(9, filled * page, (filled + 1) * page);
  return {
    get HEAPU8() {
      return memory;
    },
    growMemory(bytes) {
      const grown = new Uint8Array(bytes);
      grown.set(memory);
      memory = grown;
    },
  };
}

/** A snapshot of five pages whose second and fifth are full of ones and twos, in two pieces that do not end where pages do. */
async function writeSnapshot(change: (packed: Buffer) => void = () => {}): Promise<[URL, SnapshotManifest]> {
  const content = Buffer.concat([Buffer.alloc(page, 1), Buffer.alloc(page, 2)]);
  const pieceBytes = page + 1_000;
  const pieces = [content.subarray(0, pieceBytes), content.subarray(pieceBytes)].map((piece) => deflateRawSync(piece));
  const packed = Buffer.concat(pieces);
  const sha256 = createHash("sha256").update(packed).digest("hex");
  change(packed);
  const file = join(folder, "snapshot.bin");
  await writeFile(file, packed);
  const runs = [
    [page, page],
    [4 * page, page],
  ] as const;
  const manifest = { sha256, header: "aGVhZA==", memoryBytes: 5 * page, runs, pieceBytes };
  return [pathToFileURL(file), { ...manifest, pieces: pieces.map(({ length }) => length) }];
}

test("the memory becomes that of the snapshot, also where the module had something of its own", async () => {
  const snapshot = new MemorySnapshot(...(await writeSnapshot()));
  const module = moduleWith(2);
  await snapshot.restore(module);
  const pages = Array.from(
    { length: 5 },
    (_, index) => new Set(module.HEAPU8.subarray(index * page, (index + 1) * page)),
  );
  expect(pages.map((values) => [...values])).toEqual([[0], [1], [0], [0], [2]]);
  expect(Buffer.from(snapshot.header).toString()).toBe("head");
});

test("a snapshot that was changed is refused", async () => {
  const changes = [
    (packed: Buffer) => packed.fill(0, 0, 4),
    (packed: Buffer) => packed.writeUInt8(1, packed.length - 1),
  ];
  for (const change of changes) {
    const snapshot = new MemorySnapshot(...(await writeSnapshot(change)));
    await expect(snapshot.restore(moduleWith(2))).rejects.toThrow();
  }
});

test("a snapshot that is cut off, or is not there, is refused", async () => {
  const [url, manifest] = await writeSnapshot();
  await writeFile(url, "short");
  await expect(new MemorySnapshot(url, manifest).restore(moduleWith(2))).rejects.toThrow("cut off");
  const nowhere = new MemorySnapshot(new URL("absent.bin", url), manifest);
  await expect(nowhere.restore(moduleWith(2))).rejects.toThrow("ENOENT");
});
