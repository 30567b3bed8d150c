import { expect, it } from "vitest";
import { loadAddon } from "./load-addon.js";
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

it("loads once", () => {
  const addon = loadAddon(() => ({ first: true }) as never);
  expect(loadAddon(() => ({ first: false }) as never)).toBe(addon);
});

it("names the platform as the packages do", () => {
  expect(platformName()).toMatch(/^(linux-(x64|arm64)-(gnu|musl)|darwin-(x64|arm64)|win32-x64-msvc)$/);
});
