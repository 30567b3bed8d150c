import { createInterface } from "node:readline";
import type { WorkerReply, WorkerRequest } from "./worker-messages.js";

/** An engine's operations by name; parameters and results are JSON. */
export type Operations = Readonly<Record<string, (parameters: never) => Promise<unknown>>>;

/** The child's side of a worker process: one request a line on standard input, one reply a line on standard output. */
export async function serveOperations(operations: Operations): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as WorkerRequest;
    process.stdout.write(`${JSON.stringify(await reply(operations, request))}\n`);
  }
}

async function reply(operations: Operations, request: WorkerRequest): Promise<WorkerReply> {
  try {
    const operation = operations[request.operation];
    if (operation === undefined) throw new TypeError(`no operation "${request.operation}"`);
    return { id: request.id, value: (await operation(request.parameters as never)) ?? null };
  } catch (error) {
    return { id: request.id, error: String(error) };
  }
}
