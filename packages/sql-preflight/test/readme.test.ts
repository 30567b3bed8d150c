import { readFile } from "node:fs/promises";
import { afterAll, expect, test, vi } from "vitest";
import { createPreflight, diagnosticCodes, type Policy } from "../src/index.js";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");

// Keeps the worker between the tests.
const lasting = createPreflight();
afterAll(() => lasting.close());

test("the README's example is the one that runs, and prints what it says", async () => {
  const example = await readFile(new URL("./readme-example.ts", import.meta.url), "utf8");
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./readme-example.js");
  const lines = log.mock.calls.map((words) => words.join(" ").trim());
  log.mockRestore();
  expect(readme).toContain(`It prints ${lines.map((line) => `\`${line}\``).join(", ")}.`);
});

/** The rows of the two tables of codes: code, policy and example. */
const rows = [...readme.matchAll(/^\| `([a-z-]+)` +\| [^|]+? +\|(?: `(\{.+\})` +\|)? `(.+)` +\|$/gm)].map(
  ([, code = "", policy = "{}", example = ""]) => ({ code, policy: JSON.parse(policy) as Policy, example }),
);

test("every code is in the README", () => {
  const section = readme.slice(readme.indexOf("## Diagnostics"), readme.indexOf("## Errors"));
  const missing = diagnosticCodes.filter((code) => !section.includes(`\`${code}\``));
  expect(missing).toEqual([]);
  expect(new Set(rows.map(({ code }) => code)).size).toBe(22);
});

const schemas = [
  {
    name: "flights",
    columns: [
      { name: "origin", type: "Utf8" },
      { name: "destination", type: "Utf8" },
      { name: "delay", type: "Int64" },
      { name: "day", type: "Date32" },
    ],
  },
  { name: "airports", columns: ["code", "city"].map((name) => ({ name, type: "Utf8" })) },
];

test.each(rows)("$code: $example", async ({ code, policy, example }) => {
  await using preflight = createPreflight({ policy });
  const report = await preflight.check(example, {
    schemas,
    ...(code.startsWith("parameter") ? { parameters: [1] } : {}),
  });
  expect(report.diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  expect(report.ok).toBe(code === "parameter-unused");
});
