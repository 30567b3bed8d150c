import { readManifest } from "./asset-manifest.js";
import { PreflightError } from "./preflight-error.js";
import type { ErrorAnswer } from "./sqlglot-answers.js";
import type { WorkerStart } from "./worker-messages.js";
import type { PoolLease } from "./worker-pool.js";

/** A request to our Python, as its README lists them. */
export interface SqlglotRequest {
  readonly op: "check" | "lineage" | "transpile" | "format" | "difference" | "readAst";
  readonly [field: string]: unknown;
}

/** Our Python's answer, who gave it, and how long that took with the wait for the worker. */
export interface SqlglotAnswer<Answer> {
  readonly answer: Answer | ErrorAnswer;
  readonly start: WorkerStart;
  readonly durationMs: number;
}

/** SQLGlot behind its worker: requests and answers as data. */
export class SqlglotClient {
  readonly #lease: PoolLease;
  readonly #deadlineMs: number;

  constructor(lease: PoolLease, deadlineMs: number) {
    this.#lease = lease;
    this.#deadlineMs = deadlineMs;
  }

  warmUp(): void {
    this.#lease.warmUp();
  }

  /** The answer, which may say that the request could not be carried out. Errors: `assets-missing`, `worker-timeout`, `worker-died`, `aborted`. */
  async ask<Answer>(request: SqlglotRequest, signal: AbortSignal | undefined): Promise<SqlglotAnswer<Answer>> {
    readManifest();
    const startMs = performance.now();
    const { answer, start } = await this.#lease.ask(JSON.stringify(request), { deadlineMs: this.#deadlineMs, signal });
    return { answer: JSON.parse(answer), start, durationMs: performance.now() - startMs };
  }

  /** The answer to a request that must be carried out. More errors: `unreadable-sql`, `invalid-argument`, `analysis-failed`. */
  async demand<Answer extends object>(request: SqlglotRequest, signal: AbortSignal | undefined): Promise<Answer> {
    const { answer } = await this.ask<Answer>(request, signal);
    if (!isErrorAnswer(answer)) return answer;
    const { code, message, line, column } = answer.error;
    const place = line === undefined ? "" : ` (line ${line}, column ${column})`;
    if (code === "invalid-request") throw new PreflightError("invalid-argument", message);
    if (code === "internal") throw new PreflightError("analysis-failed", message);
    throw new PreflightError("unreadable-sql", `${message}${place}`);
  }

  close(): Promise<void> {
    return this.#lease.release();
  }
}

export function isErrorAnswer(answer: object): answer is ErrorAnswer {
  return "error" in answer;
}
