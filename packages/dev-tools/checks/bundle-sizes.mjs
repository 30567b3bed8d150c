import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { workspacePackages } from "../bootstrap/workspace-packages.mjs";

const budgetsFile = new URL("./bundle-budgets.json", import.meta.url);

/** Every public package whose JavaScript is over its budget, or that has none. */
export async function checkBundleSizes() {
  const budgets = JSON.parse(readFileSync(budgetsFile, "utf8"));
  const problems = [];
  for (const { name, directory } of workspacePackages().filter(({ isPrivate }) => !isPrivate)) {
    const bytes = await bundleBytes(join(directory, "dist", "index.js"));
    const budget = budgets[name];
    console.log(`  ${name}: ${bytes} bytes of ${budget ?? "no budget"}`);
    if (budget === undefined) problems.push(`${name} has no budget in bundle-budgets.json`);
    else if (bytes > budget) problems.push(`${name} is ${bytes} bytes, over its budget of ${budget}`);
  }
  return problems;
}

/**
 * The size of a package's own code in bytes, minified and compressed by gzip; its dependencies are left out.
 *
 * @param {string} entry
 */
export async function bundleBytes(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    external: ["*.cjs", "*.node"],
    logLevel: "error",
  });
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
}
