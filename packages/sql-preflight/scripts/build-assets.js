/** Makes what is published beside the JavaScript: the compiled Python, and the memory of a Python that has imported it. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { assetsFolder, sha256Of } from "./asset-paths.js";
import { compilePython } from "./compile-python.js";
import { takeSnapshot } from "./take-snapshot.js";

/** Pieces that are unpacked one by one, so that a worker never holds the memory twice. */
const pieceBytes = 1024 * 1024;

try {
  await buildAssets();
} catch (error) {
  // An uncaught error of Pyodide would print the megabyte of code that threw it.
  console.error(
    `[causeway] the assets of the preflight could not be made: ${error instanceof Error ? error.message : error}`,
  );
  process.exitCode = 1;
}

async function buildAssets() {
  const archive = await compilePython();
  const { versions, header, memoryBytes, runs, pages } = await takeSnapshot(archive);
  const pieces = Array.from({ length: Math.ceil(pages.length / pieceBytes) }, (_, index) =>
    deflateRawSync(pages.subarray(index * pieceBytes, (index + 1) * pieceBytes), { level: 9 }),
  );
  const packed = Buffer.concat(pieces);
  const pyodide = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("pyodide/package.json"), "utf8"));
  const manifest = {
    versions: { pyodide: pyodide.version, ...versions },
    archiveSha256: sha256Of(archive),
    snapshot: {
      sha256: sha256Of(packed),
      header: Buffer.from(header).toString("base64"),
      memoryBytes,
      runs,
      pieceBytes,
      pieces: pieces.map(({ length }) => length),
    },
  };

  mkdirSync(assetsFolder, { recursive: true });
  writeFileSync(join(assetsFolder, "python.zip"), archive);
  writeFileSync(join(assetsFolder, "snapshot.bin"), packed);
  writeFileSync(join(assetsFolder, "manifest.json"), `${JSON.stringify(manifest)}\n`);
}
