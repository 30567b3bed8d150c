import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";

afterAll(() => rm(join(tmpdir(), `diagnostics-${process.pid}.jsonl`), { force: true }));

test.each([
  ["./readme-example.ts", [12, "ok", 2]],
  ["./readme-opentelemetry-example.ts", ["0af7651916cd43dd8448eb211c80319c"]],
])("the README's example %s is the one that runs, and prints what it says", async (path, printed) => {
  const [readme, example] = await Promise.all(
    ["../README.md", path].map((file) => readFile(new URL(file, import.meta.url), "utf8")),
  );
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import(path);
  expect(log.mock.calls).toEqual([printed]);
  log.mockRestore();
});
