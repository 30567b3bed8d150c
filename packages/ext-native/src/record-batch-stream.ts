import type { RecordBatch, Schema } from "apache-arrow";
import type { NativeSession, NativeStream } from "../native/index.cjs";
import { BatchDecoder } from "./arrow/batch-decoder.js";
import type { Cancellation, CancellationRemains } from "./cancellation.js";
import { ChunkReader } from "./chunk-reader.js";
import type { ExecutionReport } from "./execution-report.js";
import { iterate } from "./iterate.js";
import { NativeError } from "./native-error.js";

/** Stops the work of a stream that is thrown away before its end, and frees its signal's listener and its timer. */
const abandoned = new FinalizationRegistry<CancellationRemains>((remains) => remains.abandon());

/**
 * The result of an execution, which has begun. It is read once: as record batches (iterate it) or as bytes (`ipc`).
 * Leaving the loop, `cancel` and the signal stop the engine's work.
 *
 * @example
 * const stream = await plan.execute();
 * for await (const batch of stream) console.log(batch.numRows);
 * console.log(stream.report.executeMs);
 */
export class RecordBatchStream implements AsyncIterable<RecordBatch>, AsyncDisposable {
  /** The columns of the result. */
  readonly schema: Schema;
  readonly #native: NativeStream;
  readonly #cancellation: Cancellation;
  readonly #chunks: ChunkReader;
  /** @internal The native session stops its work when it is collected, so whoever works on it holds it. */
  readonly session: NativeSession;
  #use: string | undefined;

  private constructor(native: NativeStream, session: NativeSession, cancellation: Cancellation, schema: Schema) {
    this.session = session;
    this.schema = schema;
    this.#native = native;
    this.#cancellation = cancellation;
    this.#chunks = new ChunkReader(native, cancellation);
    abandoned.register(this, cancellation.remains);
  }

  /** @internal */
  static over(
    native: NativeStream,
    session: NativeSession,
    cancellation: Cancellation,
    schema: Schema,
  ): RecordBatchStream {
    return new RecordBatchStream(native, session, cancellation, schema);
  }

  /** What the execution has done so far; complete once the stream has ended. */
  get report(): ExecutionReport {
    return JSON.parse(this.#native.reportJson()) as ExecutionReport;
  }

  /** The batches as they arrive. Errors: `result-consumed`, and what the execution fails with. */
  [Symbol.asyncIterator](): AsyncIterableIterator<RecordBatch, undefined> {
    this.#consume("read as record batches");
    const decoder = new BatchDecoder();
    const ready: RecordBatch[] = [];
    const next = async (): Promise<RecordBatch | undefined> => {
      while (ready.length === 0) {
        const chunk = await this.#chunks.next();
        if (chunk === undefined) break;
        ready.push(...decoder.push(chunk));
      }
      return ready.shift();
    };
    return iterate(next, () => this.#chunks.close());
  }

  /** The bytes of one Arrow IPC stream as they arrive, ready to be piped. Errors: `result-consumed`, and what the execution fails with. */
  ipc(): AsyncIterableIterator<Uint8Array, undefined> {
    this.#consume("read as bytes");
    return iterate(
      () => this.#chunks.next(),
      () => this.#chunks.close(),
    );
  }

  /** Stops the execution; a read under way rejects with `aborted`. Idempotent, and nothing happens after the end. */
  cancel(): void {
    this.#use ??= "cancelled";
    this.#cancellation.cancel(new NativeError("aborted", "the result was cancelled"));
    this.#native.cancel();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
  }

  #consume(use: string): void {
    if (this.#use)
      throw new NativeError("result-consumed", `a result is read once, and this one was ${this.#use} already`);
    this.#use = use;
  }
}
