import { readFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";

test("the README's example is the one that runs, and prints what it says", async () => {
  const [readme, example] = await Promise.all(
    ["../README.md", "./readme-example.ts"].map((path) => readFile(new URL(path, import.meta.url), "utf8")),
  );
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./readme-example.js");
  expect(log.mock.calls).toEqual([[["day=2026-03-01/b.parquet"], "delay has min -5, max 40, 0 nulls in 9 rows"]]);
  log.mockRestore();
});
