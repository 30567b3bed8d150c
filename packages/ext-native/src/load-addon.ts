import { createRequire } from "node:module";
import { isMainThread } from "node:worker_threads";
import type * as Addon from "../native/index.cjs";
import { verifyAbi } from "./native-abi.js";
import { NativeError } from "./native-error.js";
import { platformName } from "./platform-package.js";

/** What the native addon exports. */
export type NativeAddon = typeof Addon;

// Required on first use rather than imported: a machine without the addon can still import the package
// and gets a typed error from the call that needs the engine.
const requireBeside = createRequire(import.meta.url);

let loaded: NativeAddon | undefined;

/** The native addon, loaded once, and compared with what this package expects. Errors: `addon-missing`, `addon-mismatch`. */
export function loadAddon(
  load: () => NativeAddon = () => requireBeside("../native/index.cjs") as NativeAddon,
): NativeAddon {
  if (loaded) return loaded;
  const addon = required(load);
  verifyAbi(addon);
  // At `process.exit` no finalizer runs; where a worker ends they all do.
  if (isMainThread) process.once("exit", () => addon.removeSpillFolders());
  loaded = addon;
  return addon;
}

function required(load: () => NativeAddon): NativeAddon {
  try {
    return load();
  } catch (cause) {
    throw addonMissing(platformName(), cause);
  }
}

function addonMissing(platform: string, cause: unknown): NativeError {
  return new NativeError(
    "addon-missing",
    `the native addon of @causeway/ext-native cannot be loaded on ${platform}. ` +
      `Install its platform package (npm install @causeway/ext-native-${platform}; installs made with --omit=optional leave it out), ` +
      "or build it from a checkout of the repository (npm run build:addon -w packages/ext-native, needs Rust). " +
      `The loader said: ${cause instanceof Error ? cause.message : String(cause)}`,
    { details: { platform }, cause },
  );
}
