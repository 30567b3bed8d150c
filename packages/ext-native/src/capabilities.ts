import type { EnginePermission, ExprPlannerName } from "./engine-options.js";
import type { FunctionDescription } from "./functions/function-definitions.js";
import { loadAddon } from "./load-addon.js";
import type { NativeAbi } from "./native-abi.js";
import { unwrapNative } from "./unwrap-native.js";

/** What the native addon is made of and can do. */
export interface Capabilities {
  /** What TypeScript may expect of the addon; loading it compares both sides. */
  readonly abi: NativeAbi;
  /** Version of the engine crate. */
  readonly engine: string;
  readonly datafusion: string;
  readonly deltalake: string;
  readonly arrow: string;
  /** Version of the Substrait specification. */
  readonly substrait: string;
  /** Stores that tables may live in: `local`, `s3`, `azure`, `gcs`, `http`. */
  readonly stores: readonly string[];
  /** Formats that tables may be in. */
  readonly formats: readonly string[];
  /** Codecs of Parquet files. */
  readonly parquetCompression: readonly string[];
  /** What `allow` may hold. */
  readonly permissions: readonly EnginePermission[];
  readonly exprPlanners: {
    readonly known: readonly ExprPlannerName[];
    /** Those that every session has from the start. */
    readonly installed: readonly ExprPlannerName[];
  };
  /** The functions that every session has, with how each is called. */
  readonly functions: readonly FunctionDescription[];
  /** Table features of the Delta protocol that are read and written, by the names in its specification. */
  readonly deltaFeatures: { readonly reader: readonly string[]; readonly writer: readonly string[] };
  /** Operating system and processor, for example `linux-x86_64`. */
  readonly platform: string;
}

let told: Capabilities | undefined;

/** What the addon is made of and can do, without a session. Loads it, and asks it once. Errors: `addon-missing`, `addon-mismatch`. */
export function capabilities(): Capabilities {
  told ??= JSON.parse(unwrapNative(loadAddon().capabilities())) as Capabilities;
  return told;
}
