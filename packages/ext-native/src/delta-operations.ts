import type {
  NativeCancellation,
  NativeDeltaWriter,
  NativeFailure,
  NativeProgress,
  NativeSession,
} from "../native/index.cjs";
import { type ArrowRows, arrowRowsToIpc } from "./arrow/write-source.js";
import { type CallOptions, Cancellation, cancellable } from "./cancellation.js";
import type { ChangeScope } from "./change-scope.js";
import type { CommitOptions } from "./commit-options.js";
import { type CommitSequence, inSequence } from "./commit-sequence.js";
import type { ChangeOptions } from "./delta-change-options.js";
import type { NativeAddon } from "./load-addon.js";
import { type ProgressOptions, withProgress } from "./operation-progress.js";
import { RecordBatchStream } from "./record-batch-stream.js";
import type { StorageOptions } from "./storage-options.js";

type OperationOptions = CallOptions & ProgressOptions;

/** How a table is reached, and what its changes are part of. */
export interface DeltaPlaceOptions {
  readonly storageOptions?: StorageOptions | undefined;
  readonly commits?: CommitSequence | undefined;
  readonly around?: ChangeScope | undefined;
}

/** Runs the operations of one Delta table in the engine: stoppable, watched, their reports parsed. */
export class DeltaOperations {
  readonly native: NativeSession;
  readonly addon: NativeAddon;
  readonly uri: string;
  readonly storageOptions: StorageOptions | undefined;
  readonly #commits: CommitSequence | undefined;
  readonly #around: ChangeScope | undefined;

  constructor(
    native: NativeSession,
    addon: NativeAddon,
    uri: string,
    { storageOptions, commits, around }: DeltaPlaceOptions,
  ) {
    this.native = native;
    this.addon = addon;
    this.uri = uri;
    this.storageOptions = storageOptions;
    this.#commits = commits;
    this.#around = around;
  }

  /** The table, and what the commit carries. */
  target({ commitMetadata, transaction }: ChangeOptions): object {
    return { uri: this.uri, storageOptions: this.storageOptions, commitMetadata, transaction };
  }

  /** A change, with the caller's transaction, or else with the next of the table's sequence. */
  commit<Options extends CommitOptions & CallOptions, Report>(
    operation: string,
    options: Options,
    commit: (options: Options) => Promise<Report>,
  ): Promise<Report> {
    return inSequence(this.#commits, this.uri, options, (given) => this.#within(operation, given, commit));
  }

  /** A change that takes no rows. */
  operateCommit<Report>(name: string, operation: object, options: ChangeOptions, schema?: Uint8Array): Promise<Report> {
    return this.commit(name, options, (given) => this.operate(operation, given, schema));
  }

  /** An operation beside the commits of rows and metadata: it has no transaction. */
  maintain<Report>(name: string, operation: object, options: ChangeOptions): Promise<Report> {
    return this.#within(name, options, (given) => this.operate(operation, given));
  }

  /** An operation that takes no rows. */
  operate<Report>(operation: object, options: ChangeOptions, schema?: Uint8Array): Promise<Report> {
    const json = JSON.stringify({ operation, target: this.target(options) });
    return this.run(options, (cancellation, progress) =>
      this.native.operateDelta(json, schema, cancellation, progress),
    );
  }

  /** A call that gives a report. */
  run<Report>(
    options: OperationOptions,
    call: (cancellation: NativeCancellation, progress: NativeProgress | undefined) => Promise<NativeFailure | string>,
  ): Promise<Report> {
    return withProgress(this.addon, options, async (progress) => {
      const report = await cancellable(this.addon, options, (cancellation) => call(cancellation, progress));
      return JSON.parse(report) as Report;
    });
  }

  /** A call that takes rows from JavaScript: they are pushed as the engine has room. */
  stream<Report>(
    source: ArrowRows | RecordBatchStream,
    options: OperationOptions,
    open: (
      cancellation: NativeCancellation,
      progress: NativeProgress | undefined,
    ) => Promise<NativeFailure | NativeDeltaWriter>,
  ): Promise<Report> {
    return withProgress(this.addon, options, (progress) =>
      this.#push(source, options, (cancellation) => open(cancellation, progress)),
    );
  }

  #within<Options extends CommitOptions & CallOptions, Report>(
    operation: string,
    options: Options,
    commit: (options: Options) => Promise<Report>,
  ): Promise<Report> {
    if (this.#around === undefined) return commit(options);
    return this.#around({ operation, uri: this.uri }, ({ trace, commitMetadata }) =>
      commit({
        ...options,
        ...(trace !== undefined && options.trace === undefined && { trace }),
        ...(commitMetadata !== undefined && { commitMetadata: { ...commitMetadata, ...options.commitMetadata } }),
      }),
    );
  }

  async #push<Report>(
    source: ArrowRows | RecordBatchStream,
    options: CallOptions,
    open: (cancellation: NativeCancellation) => Promise<NativeFailure | NativeDeltaWriter>,
  ): Promise<Report> {
    const cancellation = new Cancellation(this.addon, options);
    const rows: AsyncIterator<Uint8Array> = source instanceof RecordBatchStream ? source.ipc() : arrowRowsToIpc(source);
    let writer: NativeDeltaWriter | undefined;
    try {
      writer = await cancellation.unwrap(open(cancellation.native));
      for (;;) {
        const { done, value } = await cancellation.race(rows.next());
        if (done) break;
        if (!(await cancellation.unwrap(writer.write(value)))) {
          await rows.return?.();
          break;
        }
      }
      return JSON.parse(await cancellation.unwrap(writer.finish())) as Report;
    } catch (error) {
      // Not awaited: a source that hangs would hang the caller, who must hear of the error.
      void rows.return?.().catch(() => {});
      await writer?.abort();
      throw error;
    } finally {
      cancellation.dispose();
    }
  }
}
