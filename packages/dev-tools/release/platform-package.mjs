import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { nativePackage } from "../bootstrap/repository-paths.mjs";
import { localProgram } from "../checks/steps.mjs";

/**
 * Packs this machine's addon into its platform package, as a release does for every platform.
 *
 * @param {string} folder   Where the package is made and the tarball goes.
 * @returns {string} The tarball.
 */
export function packPlatformPackage(folder) {
  copyFileSync(join(nativePackage, "package.json"), join(folder, "package.json"));
  execFileSync(localProgram("napi"), ["create-npm-dirs", "--cwd", folder], { stdio: "pipe" });
  const addons = readdirSync(join(nativePackage, "native")).filter((name) => name.endsWith(".node"));
  for (const addon of addons) {
    const platform = addon.split(".").at(-2) ?? "";
    const directory = join(folder, "npm", platform);
    if (!existsSync(directory)) continue;
    copyFileSync(join(nativePackage, "native", addon), join(directory, addon));
    const tarball = join(folder, `${platform}.tar`);
    // What `npm pack` makes, but not compressed: that alone would take most of the time of the smoke test.
    execFileSync("tar", ["--create", `--file=${tarball}`, `--directory=${join(folder, "npm")}`, platform]);
    return tarball;
  }
  throw new Error("there is no addon for a declared platform in packages/ext-native/native: run `npm run build:addon`");
}
