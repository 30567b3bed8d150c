// Speaks to the pool as the thread of SQLGlot does, and does what each request says.
import { parentPort, threadId } from "node:worker_threads";

parentPort.postMessage({ kind: "started", start: { startedBy: "snapshot", startMs: 0 } });
parentPort.on("message", (request) => {
  if (request === "hang") for (;;);
  if (request === "exit") process.exit(7);
  if (request === "throw") throw new Error("out of order");
  if (request === "break") parentPort.postMessage({ kind: "broken", reason: "memory access out of bounds" });
  else setTimeout(() => parentPort.postMessage({ kind: "answer", answer: `${request} by ${threadId}` }), 20);
});
