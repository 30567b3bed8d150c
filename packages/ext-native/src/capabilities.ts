import { loadAddon } from "./load-addon.js";

/** What the native addon is made of. */
export interface Capabilities {
  /** Version of the engine crate. */
  readonly engine: string;
  readonly datafusion: string;
  readonly deltalake: string;
  readonly arrow: string;
  /** Stores that tables may live in: `local`, `s3`, `azure`, `gcs`, `http`. */
  readonly stores: readonly string[];
  /** Operating system and processor, for example `linux-x86_64`. */
  readonly platform: string;
}

/** Versions, stores and platform of the addon. Loads it. Errors: `addon-missing`. */
export function capabilities(): Capabilities {
  return JSON.parse(loadAddon().capabilities()) as Capabilities;
}
