import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { loadPyodide } from "pyodide";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { type AssetManifest, assetUrl, readManifest } from "./asset-manifest.js";
import { MemorySnapshot, type WasmModule } from "./memory-snapshot.js";
import type { WorkerStart } from "./worker-messages.js";

/** Our Python's one entry: a request in JSON to an answer in JSON. It never throws, but a Python that is broken does. */
export type Answer = (request: string) => string;

type PyodideOptions = NonNullable<Parameters<typeof loadPyodide>[0]>;
type Pyodide = Awaited<ReturnType<typeof loadPyodide>>;

/** Python from the memory snapshot; where that cannot be restored, from the beginning, which takes a few seconds. */
export async function startPython(): Promise<{ answer: Answer; start: WorkerStart }> {
  const startMs = performance.now();
  const manifest = readManifest();
  const archive = readArchive(manifest);
  try {
    const answer = await restore(manifest, archive);
    return { answer, start: { startedBy: "snapshot", startMs: performance.now() - startMs } };
  } catch (error) {
    const answer = await startCold(manifest, archive);
    const coldReason = error instanceof Error ? error.message : String(error);
    return { answer, start: { startedBy: "cold", coldReason, startMs: performance.now() - startMs } };
  }
}

/**
 * `_loadSnapshot` and `createPyodideModule` are private options of Pyodide, whose version is pinned. Pyodide takes the header and believes
 * that it has the memory too, which is put in place before it looks.
 */
async function restore(manifest: AssetManifest, archive: Promise<Uint8Array>): Promise<Answer> {
  const snapshot = new MemorySnapshot(assetUrl("snapshot.bin"), manifest.snapshot);
  const pyodide = await loadPyodide({
    ...options(archive),
    _loadSnapshot: snapshot.header,
    createPyodideModule: async (settings) => {
      const module = await createPyodideModule(settings);
      // It holds the ten megabytes that the module was compiled from, and has done its work.
      Reflect.deleteProperty(settings, "instantiateWasm");
      await snapshot.restore(module as unknown as WasmModule);
      return module;
    },
  });
  return entryOf(pyodide, manifest);
}

async function startCold(manifest: AssetManifest, archive: Promise<Uint8Array>): Promise<Answer> {
  const pyodide = await loadPyodide({ ...options(archive), createPyodideModule });
  pyodide.runPython(`import sys; sys.path.append("/python.zip")`);
  return entryOf(pyodide, manifest);
}

function options(archive: Promise<Uint8Array>): PyodideOptions {
  return {
    // The order of Python's sets, and so an answer, is the same in every process.
    env: { PYTHONHASHSEED: "0" },
    fsInit: async (files) => files.writeFile("/python.zip", await archive),
    stdout: () => {},
    stderr: () => {},
  };
}

async function readArchive({ archiveSha256 }: AssetManifest): Promise<Uint8Array> {
  const archive = await readFile(assetUrl("python.zip"));
  if (createHash("sha256").update(archive).digest("hex") === archiveSha256) return archive;
  throw new Error("python.zip is not the one that was built");
}

/** The entry, once it has said that it is the one of the manifest. */
function entryOf(pyodide: Pyodide, { versions }: AssetManifest): Answer {
  const answer: Answer = pyodide.pyimport("causeway_preflight").answer;
  const said = JSON.parse(answer('{"op": "versions"}')).versions;
  if (said.sqlglot !== versions.sqlglot || said.python !== versions.python) {
    throw new Error(
      `this is Python ${said.python} with SQLGlot ${said.sqlglot}, not ${versions.python} with ${versions.sqlglot}`,
    );
  }
  return answer;
}
