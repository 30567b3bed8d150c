import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

/** A page of WebAssembly memory as the operating system sees it. */
const pageBytes = 4096;

/**
 * The memory of a Python that has imported the analysis and used it, as the parts that a worker needs to be where that Python was:
 * `header` is Pyodide's own, `pages` are those that are not all zeros, and `runs` say where they lie, as [offset, length] in bytes.
 *
 * `_makeSnapshot` is a private option of Pyodide, whose version is pinned.
 *
 * @param {Uint8Array} archive   What `compilePython` made.
 */
export async function takeSnapshot(archive) {
  const python = await loadPyodide({
    _makeSnapshot: true,
    env: { PYTHONHASHSEED: "0" },
    fsInit: async (files) => files.writeFile("/python.zip", archive),
  });
  python.runPython(`import sys; sys.path.append("/python.zip")`);
  python.runPython(readFileSync(new URL("./warm_up.py", import.meta.url), "utf8"));
  const versions = JSON.parse(python.runPython(`causeway_preflight.answer('{"op": "versions"}')`)).versions;
  const snapshot = python.makeMemorySnapshot();
  const headerBytes = new Uint32Array(snapshot.buffer, 0, 2)[1];
  const memory = snapshot.subarray(headerBytes);
  const runs = usedRuns(memory);
  return {
    versions,
    header: snapshot.slice(0, headerBytes),
    memoryBytes: memory.length,
    runs,
    pages: Buffer.concat(runs.map(([offset, length]) => memory.subarray(offset, offset + length))),
  };
}

/** @param {Uint8Array} memory @returns {[number, number][]} */
function usedRuns(memory) {
  const zeros = Buffer.alloc(pageBytes);
  /** @type {[number, number][]} */
  const runs = [];
  for (let offset = 0; offset < memory.length; offset += pageBytes) {
    if (zeros.equals(memory.subarray(offset, offset + pageBytes))) continue;
    const last = runs.at(-1);
    if (last && last[0] + last[1] === offset) last[1] += pageBytes;
    else runs.push([offset, pageBytes]);
  }
  return runs;
}
