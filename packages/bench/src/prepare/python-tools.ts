import { access, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Workplace } from "../workplace.js";
import { runCommand } from "./run-command.js";

/** The generator of the data, the peer engine, and DuckDB with the texts of the queries; one set, tried together. */
const requirements = [
  "tpchgen-cli==4.0.0",
  "datafusion==55.*",
  "pyarrow>=20",
  "deltalake==1.6.6",
  "duckdb==1.5.5",
  "duckdb-extension-tpch==1.5.5",
  "duckdb-extension-tpcds==1.5.5",
  "duckdb-extension-delta==1.5.5",
  "deltalake==1.6.6",
];

/** Makes the virtual environment of the benchmarks on first use, and gives the path of a program in it. */
export async function pythonProgram(workplace: Workplace, program: string): Promise<string> {
  const folder = join(workplace.cache, "python");
  const stamp = join(folder, "causeway-requirements.txt");
  if ((await readFile(stamp, "utf8").catch(() => "")) !== requirements.join("\n")) {
    workplace.progress(`Installing ${requirements.join(", ")} …`);
    await rm(folder, { recursive: true, force: true });
    await runCommand(process.platform === "win32" ? "python" : "python3", ["-m", "venv", folder]);
    await runCommand(programIn(folder, "python"), ["-m", "pip", "install", "--quiet", ...requirements]);
    await writeFile(stamp, requirements.join("\n"));
  }
  const path = programIn(folder, program);
  await access(path);
  return path;
}

function programIn(folder: string, program: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", `${program}.exe`) : join(folder, "bin", program);
}
