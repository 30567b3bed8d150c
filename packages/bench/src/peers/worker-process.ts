import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { BenchError } from "../bench-error.js";
import type { WorkerReply, WorkerRequest } from "./worker-messages.js";

/** How to start an engine's process. */
export interface WorkerCommand {
  readonly name: string;
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** An engine in a process of its own, asked one thing at a time. */
export class WorkerProcess implements AsyncDisposable {
  readonly name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #replies: AsyncIterator<string>;
  #errors = "";
  #lastId = 0;

  constructor(command: WorkerCommand) {
    this.name = command.name;
    const environment = { ...process.env, ...command.environment };
    this.#child = spawn(command.program, command.arguments, { env: environment, stdio: "pipe" });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-4_000);
    });
    this.#child.stdin.on("error", () => {}); // a process that died is noticed by the end of its replies
    this.#replies = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Does an operation in the process and gives its result. */
  async call<Result>(operation: string, parameters: object = {}): Promise<Result> {
    this.#lastId += 1;
    const request: WorkerRequest = { id: this.#lastId, operation, parameters };
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await this.#replies.next();
    if (line.done) throw new BenchError("peer-failed", `${this.name} ended during "${operation}"\n${this.#errors}`);
    const reply = JSON.parse(line.value) as WorkerReply;
    if ("error" in reply) throw new BenchError("peer-failed", `${this.name}: ${reply.error}`);
    return reply.value as Result;
  }

  /** Lets the process end by itself, and waits for that. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.stdin.end();
    await ended;
  }
}
