import { expect, it, vi } from "vitest";
import { addonOf } from "../test/support/addon-of-abi.js";
import { loadAddon } from "./load-addon.js";
import { expectedAbi } from "./native-abi.js";
import { platformName } from "./platform-package.js";

it("says what to install and how to build where the addon is missing", () => {
  const cause = new Error("Cannot find native binding");
  const load = () => {
    throw cause;
  };
  const platform = platformName();
  expect(() => loadAddon(load)).toThrow(
    expect.objectContaining({ code: "addon-missing", details: { platform }, cause }),
  );
  expect(() => loadAddon(load)).toThrow(`npm install @causeway/ext-native-${platform}`);
  expect(() => loadAddon(load)).toThrow("npm run build:addon -w packages/ext-native");
});

it("loads once, and removes the spill folders when the process exits", () => {
  const removeSpillFolders = vi.fn();
  const before = new Set(process.listeners("exit"));
  const addon = loadAddon(() => Object.assign(addonOf(expectedAbi), { removeSpillFolders }) as never);
  expect(loadAddon(() => ({ other: true }) as never)).toBe(addon);
  const [added, ...others] = process.listeners("exit").filter((listener) => !before.has(listener));
  expect(others).toEqual([]);
  added?.(0);
  expect(removeSpillFolders).toHaveBeenCalledOnce();
});

it("names the platform as the packages do", () => {
  expect(platformName()).toMatch(/^(linux-(x64|arm64)-(gnu|musl)|darwin-(x64|arm64)|win32-x64-msvc)$/);
});
