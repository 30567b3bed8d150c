import { access, readFile } from "node:fs/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "./support/temporary-folder.js";

test("the README's example of diagnostics is the one that runs", async () => {
  const [readme, example] = await Promise.all(
    ["../README.md", "./readme-diagnostics-example.ts"].map((file) => readFile(new URL(file, import.meta.url), "utf8")),
  );
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
  const before = process.cwd();
  process.chdir(await temporaryFolder());
  onTestFinished(() => process.chdir(before));
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  await import("./readme-diagnostics-example.js");
  expect(log.mock.calls).toEqual([[[expect.objectContaining({ run_id: expect.any(String) })]]]);
  await access("runs.html");
});
