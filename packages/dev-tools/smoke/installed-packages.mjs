import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packPackages } from "../release/pack-packages.mjs";
import { packPlatformPackage } from "../release/platform-package.mjs";
import { bundleWithEsbuild, bundleWithWebpack } from "./bundles.mjs";
import { writeEntryPrograms } from "./entry-programs.mjs";

const fixture = fileURLToPath(new URL("./fixture", import.meta.url));

/**
 * Makes an empty folder, installs the packed packages in it as a user would, puts the programs of
 * the smoke test beside them and bundles one of them with esbuild and with webpack.
 *
 * @returns {Promise<string>} The folder.
 */
export async function installPackedPackages() {
  const folder = mkdtempSync(join(tmpdir(), "causeway-smoke-"));
  const tarballs = join(folder, "tarballs");
  mkdirSync(tarballs);
  const packed = packPackages(tarballs);
  const all = [...packed.values(), packPlatformPackage(tarballs)];
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "smoke", private: true }));
  execFileSync("npm", ["install", "--silent", "--prefer-offline", "--no-package-lock", ...all], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
  });
  rmSync(tarballs, { recursive: true });
  cpSync(fixture, folder, { recursive: true });
  writeEntryPrograms(folder, [...packed.keys()]);
  await bundleWithEsbuild(folder);
  await bundleWithWebpack(folder);
  return folder;
}
