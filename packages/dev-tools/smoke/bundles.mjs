import { join } from "node:path";
import { build } from "esbuild";
import webpack from "webpack";

/** The packages that are never bundled, as `serverExternalPackages` of Next.js names them: one loads an addon, the other a worker with its assets. */
const external = ["@causeway/ext-native", "@causeway/sql-preflight"];

/** @param {string} folder   With the fixture and the installed packages. */
export async function bundleWithEsbuild(folder) {
  await build({
    absWorkingDir: folder,
    entryPoints: ["imported.mjs"],
    outfile: "esbuild/bundle.mjs",
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external,
    logLevel: "error",
  });
}

/** @param {string} folder   With the fixture and the installed packages. */
export async function bundleWithWebpack(folder) {
  /** @type {import("webpack").Configuration} */
  const configuration = {
    context: folder,
    entry: "./imported.mjs",
    output: { path: join(folder, "webpack"), filename: "bundle.cjs", library: { type: "commonjs2" } },
    target: "node20",
    mode: "production",
    externalsType: "commonjs",
    externals: [
      ({ request = "" }, answer) =>
        external.some((name) => request === name || request.startsWith(`${name}/`))
          ? answer(undefined, `commonjs ${request}`)
          : answer(),
    ],
  };
  await new Promise((resolve, reject) =>
    webpack(configuration, (error, stats) => {
      if (error || !stats || stats.hasErrors()) reject(error ?? new Error(stats?.toString("errors-only")));
      else resolve(undefined);
    }),
  );
}
