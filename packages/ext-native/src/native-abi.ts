import expected from "../crates/engine/src/native_abi.json" with { type: "json" };
import { NativeError } from "./native-error.js";

/** What this package expects of the addon. Both read the same file, each when it is built. */
export interface NativeAbi {
  /** Grows when an entry means something else than before. */
  readonly number: number;
  /** Functions and classes of the addon, `Class.static` and `Class#method` of their members. */
  readonly entries: readonly string[];
}

export const expectedAbi: NativeAbi = expected;

/** Compares both sides: what the addon says of itself, and what it really has. Errors: `addon-mismatch`, whose `missing` names what is not there. */
export function verifyAbi(addon: object, wanted: NativeAbi = expectedAbi): void {
  const given = abiOf(addon);
  const missing = wanted.entries.filter((entry) => !given.entries.includes(entry) || !hasEntry(addon, entry));
  if (missing.length === 0 && given.number === wanted.number) return;
  const what = missing.length === 0 ? "" : `; it has no ${missing.join(", ")}`;
  throw new NativeError(
    "addon-mismatch",
    `the native addon is of another version than this package: it has the interface ${given.number}, and ${wanted.number} is needed${what}. ` +
      "Install both in one version, or build the addon again (npm run build:addon -w packages/ext-native).",
    { details: { expected: String(wanted.number), given: String(given.number), missing } },
  );
}

/** An addon from before there was a list has the interface 0. */
function abiOf(addon: object): NativeAbi {
  const tell: unknown = Reflect.get(addon, "nativeAbi");
  return typeof tell === "function" ? (JSON.parse(tell()) as NativeAbi) : { number: 0, entries: [] };
}

/** Whether there is `name`, `Class.member` or `Class#member`. */
function hasEntry(addon: object, entry: string): boolean {
  const [name = "", member] = entry.split(/[.#]/);
  const value: unknown = Reflect.get(addon, name);
  if (typeof value !== "function" || member === undefined) return typeof value === "function";
  return member in (entry.includes("#") ? value.prototype : value);
}
