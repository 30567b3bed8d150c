import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "tsup";

/** Tests read the sources, and a thread cannot: what it runs is built, with its assets, where they are not those of the sources. */
export async function setup(): Promise<void> {
  for (const name of ["fetch-sqlglot.js", "build-assets.js"]) {
    execFileSync(process.execPath, [fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url))], {
      stdio: "inherit",
    });
  }
  await build({ silent: true, dts: false });
}
