import type { NativeAbi } from "../../src/native-abi.js";

/** An addon that has what an interface lists, and does nothing. */
export function addonOf(abi: NativeAbi): Record<string, unknown> {
  const addon: Record<string, unknown> = {};
  for (const entry of abi.entries) {
    const [name = "", member] = entry.split(/[.#]/);
    addon[name] ??= function unused() {};
    if (member !== undefined) {
      const owner = addon[name] as { prototype: object };
      Object.assign(entry.includes("#") ? owner.prototype : owner, { [member]: () => undefined });
    }
  }
  return Object.assign(addon, { nativeAbi: () => JSON.stringify(abi) });
}
