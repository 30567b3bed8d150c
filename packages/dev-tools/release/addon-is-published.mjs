/**
 * Prints `published=true` when the registry has this version of the engine's package, so that a release of other
 * packages does not build the addon of every platform; `published=false` when it has not.
 */
import { spawnSync } from "node:child_process";
import { workspacePackages } from "../bootstrap/workspace-packages.mjs";

const engine = workspacePackages().find(({ name }) => name === "@causeway/ext-native");
const asked = spawnSync("npm", ["view", `${engine?.name}@${engine?.version}`, "version"], {
  encoding: "utf8",
  shell: process.platform === "win32",
});
console.log(`published=${asked.stdout.trim() === engine?.version}`);
