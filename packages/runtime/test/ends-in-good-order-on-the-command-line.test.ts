import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
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

// Windows has neither these signals nor a broken pipe.
const isPosix = process.platform !== "win32";

test.runIf(isPosix)("a reader that leaves ends the command quietly, long before the rows end", async () => {
  for (const format of ["csv", "table", "arrow"]) {
    const cwd = await temporaryFolder();
    const words = [command, "query", manyRows, "--format", format];
    const end = await runProcess(process.execPath, words, { cwd, onOutput: (child) => child.stdout?.destroy() });
    expect(end).toMatchObject({ code: 0, signal: null, messages: "" });
  }
});

test.runIf(existsSync("/proc/self/status"))(
  "a reader that stops is waited for: memory stands still",
  async () => {
    const cwd = await temporaryFolder();
    const residentKilobytes = async ({ pid }: ChildProcess): Promise<number> =>
      Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]);
    const words = [command, "query", manyRows, "--format", "csv", "--preflight", "off"];
    let isStopped = false;
    const end = await runProcess(process.execPath, words, {
      cwd,
      onOutput({ stdout }) {
        if (!isStopped) stdout?.pause();
        isStopped = true;
      },
      async onStart(child) {
        await expect.poll(() => isStopped, { timeout: 10_000 }).toBe(true);
        // A process that gathers rows takes tens of megabytes more in each of these pauses.
        let steady = 0;
        for (let before = 0; steady < 5; ) {
          await delay(100);
          const now = await residentKilobytes(child);
          steady = Math.abs(now - before) < 2_000 ? steady + 1 : 0;
          before = now;
        }
        child.stdout?.destroy();
      },
    });
    expect(end).toMatchObject({ code: 0, messages: "" });
  },
  20_000,
);

describe.runIf(isPosix).each([
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
