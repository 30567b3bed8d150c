/** Makes what is published beside the JavaScript: the compiled Python, and the memory of a Python that has imported it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { assetsFolder, pythonModules, requirementsFile, sha256Of } from "./asset-paths.js";
import { compilePython } from "./compile-python.js";
import { takeSnapshot } from "./take-snapshot.js";

/** Pieces that are unpacked one by one, so that a worker never holds the memory twice. */
const pieceBytes = 1024 * 1024;

const pyodideVersion = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve("pyodide/package.json"), "utf8"),
).version;
const manifestFile = join(assetsFolder, "manifest.json");

try {
  const inputsSha256 = hashOfInputs();
  if (!isCurrent(inputsSha256)) await buildAssets(inputsSha256);
} catch (error) {
  // An uncaught error of Pyodide would print the megabyte of code that threw it.
  console.error(
    `[causeway] the assets of the preflight could not be made: ${error instanceof Error ? error.message : error}`,
  );
  process.exitCode = 1;
}

/** @param {string} inputsSha256 */
async function buildAssets(inputsSha256) {
  const archive = await compilePython();
  const { versions, header, memoryBytes, runs, pages } = await takeSnapshot(archive);
  const pieces = Array.from({ length: Math.ceil(pages.length / pieceBytes) }, (_, index) =>
    deflateRawSync(pages.subarray(index * pieceBytes, (index + 1) * pieceBytes), { level: 9 }),
  );
  const packed = Buffer.concat(pieces);
  const manifest = {
    inputsSha256,
    versions: { pyodide: pyodideVersion, ...versions },
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
  writeFileSync(manifestFile, `${JSON.stringify(manifest)}\n`);
}

/** Stands for everything that the assets are made from. */
function hashOfInputs() {
  const scripts = fileURLToPath(new URL(".", import.meta.url));
  const files = [
    requirementsFile,
    ...pythonModules(),
    ...readdirSync(scripts)
      .sort()
      .map((name) => join(scripts, name)),
  ];
  return sha256Of(JSON.stringify([pyodideVersion, ...files.map((file) => sha256Of(readFileSync(file)))]));
}

/** @param {string} inputsSha256 */
function isCurrent(inputsSha256) {
  return existsSync(manifestFile) && JSON.parse(readFileSync(manifestFile, "utf8")).inputsSha256 === inputsSha256;
}
