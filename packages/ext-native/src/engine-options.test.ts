import { expect, it } from "vitest";
import { encodeEngineOptions } from "./engine-options.js";

it("hands over what was given and nothing else", () => {
  expect(encodeEngineOptions()).toBe("{}");
  const options = {
    threads: 2,
    memoryPool: "greedy",
    settings: { "datafusion.execution.batch_size": 100 },
    allow: ["ddl"],
  } as const;
  expect(JSON.parse(encodeEngineOptions(options))).toEqual(options);
});

it("names an unknown option", () => {
  expect(() => encodeEngineOptions({ thread: 2 } as never)).toThrow(
    'unknown-option: EngineSession.open has no option "thread"',
  );
});

it.each([
  ["threads", { threads: 0 }],
  ["batchRows", { batchRows: 1.5 }],
  ["memoryLimitBytes", { memoryLimitBytes: "1 GB" }],
  ["spillLimitBytes", { spillLimitBytes: Number.NaN }],
  ["memoryPool", { memoryPool: "lazy" }],
  ["spillDirectory", { spillDirectory: 5 }],
  ["settings", { settings: { a: null } }],
  ["settings", { settings: [] }],
  ["allow", { allow: ["everything"] }],
  ["allow", { allow: "ddl" }],
])("refuses a bad %s", (option, options) => {
  expect(() => encodeEngineOptions(options as never)).toThrow(
    expect.objectContaining({ code: "invalid-option", details: { option } }),
  );
});

it("refuses options that are no object", () => {
  expect(() => encodeEngineOptions([] as never)).toThrow("invalid-option");
  expect(() => encodeEngineOptions(null as never)).toThrow("invalid-option");
});
