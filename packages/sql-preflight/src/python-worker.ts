import { Worker } from "node:worker_threads";
import { PreflightError } from "./preflight-error.js";
import type { WorkerMessage, WorkerStart } from "./worker-messages.js";

/** Longest that a worker may take to start, in milliseconds; from the beginning it takes a few seconds on a small machine. */
const startDeadlineMs = 60_000;

/** Python needs a deep stack for deeply nested statements; the rest of the thread's memory is small. In mebibytes. */
const resourceLimits = { stackSizeMb: 16, maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 };

interface Pending {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: PreflightError) => void;
}

/** One thread with Python. It answers one request at a time, and is of no more use once it has failed. It keeps the process alive only while it works. */
export class PythonWorker {
  readonly #thread: Worker;
  readonly #onFailure: (worker: PythonWorker) => void;
  readonly #started: Promise<WorkerStart>;
  #startSettled: { resolve: (start: WorkerStart) => void; reject: (error: PreflightError) => void } | undefined;
  #pending: Pending | undefined;
  #failure: PreflightError | undefined;

  /** `onFailure` is told once, when the worker has hung, died or could not start. */
  constructor(url: URL, onFailure: (worker: PythonWorker) => void) {
    this.#onFailure = onFailure;
    this.#started = new Promise((resolve, reject) => {
      this.#startSettled = { resolve, reject };
    });
    this.#started.catch(() => {});
    // Nothing of the process goes with it: no flags, no variables.
    this.#thread = new Worker(url, { execArgv: [], env: {}, resourceLimits });
    this.#thread.on("message", (message: WorkerMessage) => this.#take(message));
    this.#thread.on("error", (cause) => this.#fail(diedError(cause.message, cause)));
    this.#thread.on("exit", (code) => this.#fail(diedError(`it ended with code ${code}`)));
    // After the listeners: one for messages keeps the process alive.
    this.#thread.unref();
    this.#limit(this.#started, startDeadlineMs, "to start");
  }

  get isBusy(): boolean {
    return this.#pending !== undefined;
  }

  get started(): Promise<WorkerStart> {
    return this.#started;
  }

  /** The answer to a request. `deadlineMs` counts from when the worker has started. Errors: `worker-timeout`, `worker-died`. */
  ask(request: string, deadlineMs: number): Promise<string> {
    const answer = new Promise<string>((resolve, reject) => {
      this.#pending = { resolve, reject };
    });
    this.#thread.ref();
    this.#started.then(
      () => {
        this.#thread.postMessage(request);
        this.#limit(answer, deadlineMs, "to answer");
      },
      (error: PreflightError) => this.#settle()?.reject(error),
    );
    return answer;
  }

  /** Ends the thread, whatever it does. */
  async end(): Promise<void> {
    this.#failure ??= diedError("it was ended");
    this.#settle()?.reject(this.#failure);
    this.#startSettled?.reject(this.#failure);
    await this.#thread.terminate();
  }

  #take(message: WorkerMessage): void {
    if (message.kind === "answer") this.#settle()?.resolve(message.answer);
    else if (message.kind === "started") this.#startSettled?.resolve(message.start);
    else this.#fail(diedError(message.reason));
  }

  /** Fails the worker when a promise has not settled in time. */
  #limit(promise: Promise<unknown>, deadlineMs: number, purpose: string): void {
    const late = () =>
      this.#fail(new PreflightError("worker-timeout", `SQLGlot took over ${deadlineMs} ms ${purpose}`));
    const timer = setTimeout(late, deadlineMs);
    // The thread itself keeps the process alive while it is asked.
    timer.unref();
    const stop = () => clearTimeout(timer);
    promise.then(stop, stop);
  }

  #fail(error: PreflightError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#onFailure(this);
    this.#startSettled?.reject(error);
    this.#settle()?.reject(error);
    void this.#thread.terminate();
  }

  #settle(): Pending | undefined {
    const pending = this.#pending;
    // Nothing to let go: and a thread that is being ended holds the process until it has ended.
    if (pending === undefined) return undefined;
    this.#pending = undefined;
    this.#thread.unref();
    return pending;
  }
}

function diedError(reason: string, cause?: unknown): PreflightError {
  return new PreflightError("worker-died", `the worker of SQLGlot is gone: ${reason}`, { cause });
}
