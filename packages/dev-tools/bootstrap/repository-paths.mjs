import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root folder of this repository. */
export const repositoryRoot = fileURLToPath(new URL("../../../", import.meta.url));

/** The folder of the engine's package: its Rust workspace and its addon. */
export const nativePackage = join(repositoryRoot, "packages", "ext-native");

/**
 * Where everything that outlives a clone is kept: compiled Rust, and the runtimes of the smoke test.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function cacheDirectory(environment = process.env) {
  return join(environment["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "causeway");
}

/** The folder of the pinned protobuf compiler that the bootstrap brings. */
export function protocDirectory(environment = process.env) {
  return join(cacheDirectory(environment), "protoc-30.2");
}

/** The pinned protobuf compiler: the Substrait crate calls it while it is built. `PROTOC` overrides it. */
export function protocProgram(environment = process.env) {
  const name = process.platform === "win32" ? "protoc.exe" : "protoc";
  return environment["PROTOC"] || join(protocDirectory(environment), "protoc", "data", "bin", name);
}

/**
 * The environment of every cargo call in this repository: one target folder for all clones, so that
 * a fresh clone compiles only our own crates. `CARGO_TARGET_DIR` overrides it.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {NodeJS.ProcessEnv}
 */
export function cargoEnvironment(environment = process.env) {
  const target = environment["CARGO_TARGET_DIR"] || join(cacheDirectory(environment), "cargo-target");
  return { ...environment, CARGO_TARGET_DIR: target, PROTOC: protocProgram(environment) };
}
