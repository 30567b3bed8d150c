import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { batchedSink, type DiagnosticsSink, jsonlSink, memorySink, teeSink } from "@causeway/obs";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { deltaSink } from "../src/index.js";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

// A sink that fails is told of by one process warning, which is no matter of these tests.
vi.spyOn(process, "emitWarning").mockImplementation(() => {});
afterEach(() => vi.clearAllMocks());

const never = (): Promise<void> => new Promise(() => {});
const throwing = (): never => {
  throw new Error("this sink throws");
};
const rejecting = async (): Promise<void> => throwing();
const sinkOf = (record: () => void | Promise<void>, flush: () => Promise<void>): DiagnosticsSink => ({
  recordEvents: record,
  recordArtifact: record,
  flush,
});

async function aFile(): Promise<string> {
  const file = join(await temporaryFolder(), "file");
  await writeFile(file, "no folder");
  return file;
}

/** Sinks that do no good, by what they do. */
const sinks: Readonly<Record<string, () => Promise<DiagnosticsSink>>> = {
  hangs: async () => sinkOf(never, never),
  throws: async () => sinkOf(throwing, rejecting),
  rejects: async () => sinkOf(rejecting, rejecting),
  "hangs behind a queue": async () => batchedSink(sinkOf(never, never), { maxQueuedRecords: 10, timeoutMs: 50 }),
  "has no room at all": async () => jsonlSink(join(await temporaryFolder(), "d.jsonl"), { maxQueuedBytes: 1 }),
  "is a table where none can be": async () => {
    const sink = deltaSink(join(await aFile(), "diagnostics"), { maxDelayMs: 1 });
    // Once the file has gone, a table can be there: what is still to be written is waited for before.
    onTestFinished(() => sink.flush().catch(() => undefined));
    return sink;
  },
  ...(existsSync("/dev/full") ? { "fills the disk": async () => jsonlSink("/dev/full") } : {}),
};

test.each(Object.keys(sinks))(
  "a sink that %s costs no query its answer, no error its code, and no session its end",
  async (name) => {
    const diagnostics = await sinks[name]?.();
    // What it was told is told to a good one as well.
    const heard = memorySink();
    const session = await openTestSession({
      tables: { numbers: { arrow: numberTable(100) } },
      diagnostics: teeSink(heard, ...(diagnostics === undefined ? [] : [diagnostics])),
      record: ["statement", "plan", "operators"],
    });
    const sum = async () => (await session.query<{ n: bigint }>("SELECT sum(n) AS n FROM numbers")).first();
    expect(await Promise.all(Array.from({ length: 20 }, sum))).toEqual(
      Array.from({ length: 20 }, () => ({ n: 4_950n })),
    );
    await expect(session.query("SELECT m FROM numbers")).rejects.toMatchObject({ code: "unknown-column" });
    const open = await session.query("SELECT n FROM numbers");
    await session.close();
    await expect(open.rows()).rejects.toThrow();
    expect(heard.events("run-start")).toHaveLength(22);
    expect(
      heard
        .events("run-end")
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(["error", "error", ...Array.from({ length: 20 }, () => "ok")]);
  },
);

test("a full disk is counted, and said by the sink when it is asked", async () => {
  if (!existsSync("/dev/full")) return;
  const sink = jsonlSink("/dev/full");
  const session = await openTestSession({ diagnostics: sink });
  await (await session.query("SELECT 1")).rows();
  await expect(sink.flush()).rejects.toMatchObject({ code: "sink-failed" });
  expect(sink.dropped).toBeGreaterThan(0);
});
