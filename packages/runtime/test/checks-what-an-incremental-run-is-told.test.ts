import { describe, expect, test } from "vitest";
import { type IncrementalOptions, memoryCursorStore, runIncremental } from "../src/index.js";
import { rowsFrom } from "./support/source-with-changes.js";

describe("options are checked:", () => {
  test.each<[string, Partial<Record<keyof IncrementalOptions, unknown>>]>([
    ["appId", { appId: "" }],
    ["source", { source: "./data" }],
    ["target", { target: {} }],
    ["transform", { transform: 7 }],
    ["mode", { mode: "upsert" }],
    ["start", { start: { version: -1 } }],
    ["cursors", { cursors: memoryCursorStore() }],
    ["cursors", { target: { write: async () => {} } }],
    ["mode", { target: { write: async () => {} }, cursors: memoryCursorStore(), mode: "append" }],
    ["tables", { tables: { changes: { arrow: rowsFrom(0, 1) } } }],
    ["session", { session: { tables: {} } }],
  ])("%s", async (option, options) => {
    const whole = { appId: "copy", source: { delta: "s" }, target: { delta: "t" }, ...options };
    await expect(runIncremental(whole as never)).rejects.toMatchObject({ code: "invalid-option", option });
  });

  test("unknown ones", async () => {
    const whole = { appId: "copy", source: { delta: "s" }, target: { delta: "t" }, modes: "append" };
    await expect(runIncremental(whole as never)).rejects.toMatchObject({
      code: "unknown-option",
      suggestions: ["mode"],
    });
  });
});
