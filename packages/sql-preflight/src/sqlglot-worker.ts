// The thread that runs SQLGlot: it takes one request after another and answers each.
import { parentPort } from "node:worker_threads";
import { type Answer, startPython } from "./start-python.js";
import type { WorkerMessage } from "./worker-messages.js";

const tell = (message: WorkerMessage) => parentPort?.postMessage(message);

let answer: Answer | undefined;
try {
  const started = await startPython();
  answer = started.answer;
  tell({ kind: "started", start: started.start });
} catch (error) {
  tell({ kind: "broken", reason: reasonOf(error) });
}

if (answer !== undefined) serve(answer);

function serve(answerOf: Answer): void {
  parentPort?.on("message", (request: string) => {
    try {
      tell({ kind: "answer", answer: answerOf(request) });
    } catch (error) {
      // Our Python answers its own exceptions, so this one is of the interpreter, which must not be used again.
      tell({ kind: "broken", reason: reasonOf(error) });
      parentPort?.close();
    }
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
