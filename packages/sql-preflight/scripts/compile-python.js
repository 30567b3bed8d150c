import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { loadPyodide } from "pyodide";
import { pinnedWheel, pythonFolder, pythonModules } from "./asset-paths.js";

/**
 * SQLGlot and our own Python, compiled by the Python that will run them, as one archive to import from. Compiled modules are imported
 * in a sixth of the time, and leave no traces of a compiler in the snapshot. Equal inputs give equal bytes.
 *
 * @returns {Promise<Uint8Array>}
 */
export async function compilePython() {
  const wheel = pinnedWheel();
  if (wheel === undefined) throw new Error("there is no wheel of SQLGlot: run scripts/fetch-sqlglot.js");
  const python = await loadPyodide();
  python.FS.writeFile("/wheel.whl", readFileSync(wheel));
  for (const file of pythonModules()) {
    const path = `/packages/${relative(pythonFolder, file).replaceAll("\\", "/")}`;
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    python.FS.writeFile(path, readFileSync(file));
  }
  python.runPython(readFileSync(new URL("./compile_packages.py", import.meta.url), "utf8"));
  return python.FS.readFile("/python.zip");
}
