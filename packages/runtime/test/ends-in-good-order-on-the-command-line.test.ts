import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { buildCommand, runProcess } from "./support/built-command.js";
import { endlessQuery } from "./support/number-table.js";
import { temporaryFolder } from "./support/temporary-folder.js";

let command: string;

beforeAll(async () => {
  command = await buildCommand();
  return () => rm(command);
});

const manyRows = "SELECT value, md5(CAST(value AS VARCHAR)) AS hash FROM generate_series(1, 1000000000)";

test("a reader that leaves ends the command quietly, long before the rows end", async () => {
  for (const format of ["csv", "table", "arrow"]) {
    const cwd = await temporaryFolder();
    const words = [command, "query", manyRows, "--format", format];
    const end = await runProcess(process.execPath, words, { cwd, onOutput: (child) => child.stdout?.destroy() });
    expect(end).toMatchObject({ code: 0, signal: null, messages: "" });
  }
});

test("a slow reader is waited for: what is not read does not gather in memory", async () => {
  const cwd = await temporaryFolder();
  // The reader takes a line, then counts what the process holds until that stands still, and leaves.
  const script = `${JSON.stringify(process.execPath)} "$0" query "$1" --format csv --preflight off | (
    read -r _; before=0; for _ in $(seq 100); do sleep 0.1
      now=$(ps -o rss= -p "$(pgrep -n -f "$0 query" || echo $$)"); [ "$now" = "$before" ] && break; before=$now; done; echo "$now")`;
  const end = await runProcess("sh", ["-c", script, command, manyRows], { cwd });
  expect(Number(end.output)).toBeGreaterThan(0);
  expect(Number(end.output)).toBeLessThan(600_000);
});

describe.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s in the middle of a query", (signal, exitCode) => {
  test("ends it with the exit code of the signal, and the diagnostics have its end", async () => {
    const cwd = await temporaryFolder();
    const file = join(cwd, "d.jsonl");
    const child = runProcess(process.execPath, [command, "query", endlessQuery, "--diagnostics", file], {
      cwd,
      onStart: async (started) => {
        await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
        await expect.poll(() => readFile(file, "utf8"), { timeout: 20_000 }).toContain('"run-start"');
        started.kill(signal);
      },
    });
    expect(await child).toEqual({ code: exitCode, signal: null, output: "", messages: "" });
    const lines = (await readFile(file, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({
      name: "run-end",
      payload: { outcome: "aborted", error: { code: "aborted" } },
    });
  });
});

test.runIf(existsSync("/dev/full"))("a full disk is told, and is no success", async () => {
  const cwd = await temporaryFolder();
  const script = '"$0" "$1" query "SELECT value FROM generate_series(1, 100000)" --format csv > /dev/full';
  const end = await runProcess("sh", ["-c", script, process.execPath, command], { cwd });
  expect(end).toMatchObject({ code: 1, messages: expect.stringMatching(/^error: standard output: .*ENOSPC/) });
});

test.runIf(existsSync("/dev/full"))(
  "diagnostics that the disk does not take are told, and the answer is whole",
  async () => {
    const cwd = await temporaryFolder();
    const words = [command, "query", "SELECT 1 AS one", "--format", "csv", "--diagnostics", "/dev/full"];
    const end = await runProcess(process.execPath, words, { cwd });
    expect(end).toMatchObject({ code: 0, output: "one\n1\n" });
    expect(end.messages).toContain("could not be written to /dev/full");
  },
);
