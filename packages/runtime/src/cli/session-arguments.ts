import { resolve } from "node:path";
import { flushOnExit, type JsonlSink, jsonlSink } from "@causeway/obs";
import { openSession, type Policy, RuntimeError, type Session, type TableSource } from "@causeway/runtime";
import { loadConfig } from "./config-file.js";
import { parseTableArgument } from "./table-argument.js";
import type { Terminal } from "./terminal.js";

/** The options that all commands with a session take. */
export interface SessionArguments {
  readonly table: readonly string[];
  readonly config?: string;
  readonly preflight?: "enforce" | "warn" | "off";
  readonly lane?: "prefer-substrait" | "sql";
  readonly memoryLimit?: number;
  readonly diagnostics?: string;
}

/** A session of the command line, with what it must take down. */
export interface OpenedSession extends AsyncDisposable {
  readonly session: Session;
  readonly policy: Policy | undefined;
  /** The file that takes the diagnostics, where there is one. */
  readonly diagnostics: string | undefined;
}

/** Opens the session that the options and the configuration ask for. Errors: those of `openSession`, and `invalid-option`. */
export async function openArguments(given: SessionArguments, terminal: Terminal): Promise<OpenedSession> {
  const { directory } = terminal;
  const { diagnostics: configured, tables, ...config } = await loadConfig(given.config, directory);
  const diagnostics = given.diagnostics === undefined ? configured : resolve(directory, given.diagnostics);
  const sink = diagnostics === undefined ? undefined : jsonlSink(diagnostics);
  const flushing = sink === undefined ? undefined : flushOnExit(sink);
  const { preflight, lane, memoryLimit } = given;
  const session = await openSession({
    ...config,
    tables: { ...tables, ...(await tablesOf(given.table, directory)) },
    ...(preflight === undefined ? {} : { preflight }),
    ...(lane === undefined ? {} : { lane }),
    ...(memoryLimit === undefined ? {} : { engine: { ...config.engine, memoryLimitBytes: memoryLimit } }),
    ...(sink === undefined
      ? {}
      : { diagnostics: sink, record: ["statement", "plan", "spans", "operators"], tracing: { level: "debug" } }),
  });
  return {
    session,
    policy: config.policy,
    diagnostics,
    async [Symbol.asyncDispose]() {
      await session.close();
      await closeSink(sink, terminal);
      flushing?.[Symbol.dispose]();
    },
  };
}

async function tablesOf(texts: readonly string[], directory: string): Promise<Record<string, TableSource>> {
  const named = await Promise.all(texts.map((text) => parseTableArgument(text, directory)));
  const twice = named.find(({ name }, index) => named.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) {
    throw new RuntimeError("invalid-option", `--table names ${twice.name} twice`, { option: "table" });
  }
  return Object.fromEntries(named.map(({ name, source }) => [name, source]));
}

/** What the disk did not take is worth a line, and no more: the command has done its work. */
async function closeSink(sink: JsonlSink | undefined, { messages }: Terminal): Promise<void> {
  try {
    await sink?.close();
  } catch (error) {
    messages.write(`warning: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
