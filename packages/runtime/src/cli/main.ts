#!/usr/bin/env node
import { createRequire } from "node:module";
import { runCommandLine } from "./run-command-line.js";
import { Interruption } from "./terminal.js";

const interruption = new AbortController();

// A reader such as `head` may leave before the end; that is no failure. Others, such as a full disk, are.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  const exitCode = error.code === "EPIPE" ? 0 : 1;
  if (exitCode === 1) process.stderr.write(`error: standard output: ${error.message}\n`);
  interruption.abort(new Interruption("standard output cannot be written", exitCode));
});

// The first signal ends the work in good order, the second ends the process at once.
for (const [signal, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(exitCode);
    interruption.abort(new Interruption(signal, exitCode));
  });
}

const { version } = createRequire(import.meta.url)("@causeway/runtime/package.json") as { version: string };
process.exitCode = await runCommandLine(process.argv.slice(2), version, {
  input: process.stdin,
  output: process.stdout,
  messages: process.stderr,
  environment: process.env,
  directory: process.cwd(),
  signal: interruption.signal,
});
