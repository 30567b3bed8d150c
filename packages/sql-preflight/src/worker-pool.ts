import { abortedError, type PreflightError } from "./preflight-error.js";
import { PythonWorker } from "./python-worker.js";
import type { WorkerStart } from "./worker-messages.js";

/** How one request is to be answered. */
export interface AskOptions {
  /** Longest that Python may work on it, in milliseconds. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What Python said, and who said it. */
export interface WorkerAnswer {
  readonly answer: string;
  readonly start: WorkerStart;
}

interface Job extends AskOptions {
  readonly request: string;
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: PreflightError) => void;
}

/** A user's share of a pool. */
export interface PoolLease {
  /** Starts a worker in the background, if none is there. */
  warmUp(): void;
  /** Errors: `worker-timeout`, `worker-died`, `aborted`. */
  ask(request: string, options: AskOptions): Promise<WorkerAnswer>;
  /** The workers end with their last user. */
  release(): Promise<void>;
}

/** The workers of a process, for all who use them. They start when they are needed, as many as the most demanding user allows. */
export class WorkerPool {
  readonly #url: URL;
  readonly #users = new Map<symbol, number>();
  readonly #workers = new Set<PythonWorker>();
  readonly #queue: Job[] = [];

  /** `url` is the script of the threads. */
  constructor(url: URL) {
    this.#url = url;
  }

  /** `workers` is how many threads this user wants at most. */
  join(workers: number): PoolLease {
    const user = Symbol();
    this.#users.set(user, workers);
    return {
      warmUp: () => {
        if (this.#workers.size === 0) this.#startWorker();
      },
      ask: (request, options) => this.#ask(request, options),
      release: async () => {
        if (!this.#users.delete(user) || this.#users.size > 0) return;
        const ended = [...this.#workers].map((worker) => worker.end());
        this.#workers.clear();
        await Promise.all(ended);
      },
    };
  }

  #ask(request: string, { deadlineMs, signal }: AskOptions): Promise<WorkerAnswer> {
    return new Promise((resolve, reject) => {
      const job: Job = { request, deadlineMs, signal, resolve: settled(resolve), reject: settled(reject) };
      const abort = () => {
        const place = this.#queue.indexOf(job);
        if (place >= 0) this.#queue.splice(place, 1);
        job.reject(abortedError(signal?.reason));
      };
      function settled<Value>(settle: (value: Value) => void): (value: Value) => void {
        return (value) => {
          signal?.removeEventListener("abort", abort);
          settle(value);
        };
      }
      if (signal?.aborted) return abort();
      signal?.addEventListener("abort", abort, { once: true });
      this.#queue.push(job);
      this.#assign();
    });
  }

  /** Gives jobs to workers while there are both. */
  #assign(): void {
    while (this.#queue.length > 0) {
      const worker = [...this.#workers].find(({ isBusy }) => !isBusy) ?? this.#anotherWorker();
      const job = worker && this.#queue.shift();
      if (!worker || !job) return;
      void this.#answer(worker, job);
    }
  }

  async #answer(worker: PythonWorker, job: Job): Promise<void> {
    try {
      const answer = await worker.ask(job.request, job.deadlineMs);
      job.resolve({ answer, start: await worker.started });
    } catch (error) {
      job.reject(error as PreflightError);
    }
    this.#assign();
  }

  #anotherWorker(): PythonWorker | undefined {
    return this.#workers.size < Math.max(0, ...this.#users.values()) ? this.#startWorker() : undefined;
  }

  #startWorker(): PythonWorker {
    const worker = new PythonWorker(this.#url, (failed) => this.#workers.delete(failed));
    this.#workers.add(worker);
    return worker;
  }
}

const registry = Symbol.for("causeway.sql-preflight.worker-pools");

/** The one pool of this process for a script: also for another copy of this module that was loaded from the same place. */
export function sharedPool(url: URL): WorkerPool {
  const holder = globalThis as { [registry]?: Map<string, WorkerPool> };
  holder[registry] ??= new Map();
  const pools = holder[registry];
  let pool = pools.get(url.href);
  if (pool === undefined) {
    pool = new WorkerPool(url);
    pools.set(url.href, pool);
  }
  return pool;
}
