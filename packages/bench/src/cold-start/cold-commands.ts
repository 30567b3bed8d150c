import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { polarsPackage } from "../prepare/polars-package.js";
import { pythonProgram } from "../prepare/python-tools.js";
import type { Workplace } from "../workplace.js";
import { coldSql } from "./cold-phases.js";
import type { ColdCommand } from "./run-fresh-process.js";

/** A fresh process of each engine over the Parquet file `nation`. */
export async function coldCommands(workplace: Workplace, nation: string): Promise<readonly ColdCommand[]> {
  const child = (name: string, environment: Record<string, string> = {}): ColdCommand => {
    const script = fileURLToPath(new URL(`./cold-start/${name}-child.js`, import.meta.url));
    return { name, program: process.execPath, arguments: [script, nation], environment };
  };
  const python = await pythonProgram(workplace, "python");
  const script = join(workplace.packageFolder, "python", "cold_datafusion.py");
  return [
    child("causeway"),
    { name: "datafusion", program: python, arguments: [script, nation, coldSql] },
    child("duckdb"),
    child("polars", { CAUSEWAY_BENCH_POLARS: await polarsPackage(workplace) }),
  ];
}
