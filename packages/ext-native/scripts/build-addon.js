// Builds the native addon of this machine (or of --target) and writes the loader and its types into native/.
//
//   npm run build:addon
//   npm run build:addon -- --target aarch64-unknown-linux-musl --cross-compile --profile publish
//
// Cargo's target folder is shared by every checkout, so that a fresh clone builds from a warm cache:
// CARGO_TARGET_DIR if it is set, otherwise causeway/cargo-target in the user's cache folder.
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { NapiCli } from "@napi-rs/cli";

const { values } = parseArgs({
  options: {
    target: { type: "string" },
    profile: { type: "string", default: "release" },
    "cross-compile": { type: "boolean", default: false },
  },
});

process.env.CARGO_TARGET_DIR ??= join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "causeway",
  "cargo-target",
);

const { task } = await new NapiCli().build({
  cwd: join(dirname(fileURLToPath(import.meta.url)), ".."),
  manifestPath: "crates/binding/Cargo.toml",
  outputDir: "native",
  jsBinding: "index.cjs",
  dts: "index.d.cts",
  platform: true,
  release: values.profile === "release",
  ...(values.profile === "release" ? {} : { profile: values.profile }),
  ...(values.target ? { target: values.target } : {}),
  crossCompile: values["cross-compile"],
});
for (const output of await task) console.log(output.path);
