import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Workplace } from "../workplace.js";
import { runCommand } from "./run-command.js";

const version = "0.26.1";

/**
 * Installs nodejs-polars into the cache folder on first use and gives the path of its package folder. Its addon asks for
 * Node 22, so that npm silently leaves it out on Node 20, where it works all the same: here it is asked for by name.
 */
export async function polarsPackage(workplace: Workplace): Promise<string> {
  const folder = join(workplace.cache, "polars");
  const wanted = `nodejs-polars ${version} ${platformPackage()}`;
  const stamp = join(folder, "causeway-installed.txt");
  if ((await readFile(stamp, "utf8").catch(() => "")) !== wanted) {
    workplace.progress(`Installing ${wanted} …`);
    const packages = [`nodejs-polars@${version}`, `${platformPackage()}@${version}`];
    const choice = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder];
    await runCommand(process.platform === "win32" ? "npm.cmd" : "npm", ["install", ...choice, ...packages]);
    await writeFile(stamp, wanted);
  }
  const path = join(folder, "node_modules", "nodejs-polars");
  await access(path);
  return path;
}

function platformPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === "darwin") return `nodejs-polars-${platform}`;
  if (process.platform === "win32") return `nodejs-polars-${platform}-msvc`;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return `nodejs-polars-${platform}-${report.header?.glibcVersionRuntime === undefined ? "musl" : "gnu"}`;
}
