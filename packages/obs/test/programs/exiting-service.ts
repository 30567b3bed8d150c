import { flushOnExit, jsonlSink, noopSink, startRun, teeSink } from "@causeway/obs";

// How the process is to end, where the records go, and how long a sink that hangs is waited for.
const [, , ending = "", path = "", deadlineMs = "10000"] = process.argv;
const file = jsonlSink(path);
const hanging = { ...noopSink, flush: () => new Promise<void>(() => {}) };
const sink = ending === "hangs" ? teeSink(file, hanging) : file;
flushOnExit(sink, { deadlineMs: Number(deadlineMs) });
flushOnExit({ ...noopSink });

startRun("finished", { sink }).end();
const outer = startRun("outer", { sink });
startRun("inner", { parent: outer });
outer.event("test.before-the-end", {});

const endings: Record<string, () => void> = {
  waits: stayAlive,
  "goes-on"() {
    setInterval(() => startRun("later", { sink }), 1);
    stayAlive();
  },
  hangs: stayAlive,
  listens() {
    process.on("SIGTERM", () => setTimeout(() => process.exit(7), 50));
    stayAlive();
  },
  "listens-once"() {
    process.once("SIGTERM", () => setTimeout(() => process.exit(7), 50));
    stayAlive();
  },
  exits: () => process.exit(5),
  "exits-while-writing"() {
    let index = 0;
    setInterval(() => outer.event("test.row", { index: index++, text: "x".repeat(10_000) }), 0);
    setTimeout(() => process.exit(5), 30);
  },
  throws() {
    setImmediate(() => {
      throw new Error("nobody catches this");
    });
  },
  ends: () => void setImmediate(() => outer.end()),
};

function stayAlive(): void {
  setInterval(() => {}, 1_000);
  console.log("ready");
}

endings[ending]?.();
