import type { Schema } from "apache-arrow";
import type { NativeBoundPlan, NativeSession } from "../native/index.cjs";
import { type CallOptions, Cancellation, callOptionNames } from "./cancellation.js";
import { checkOption, checkOptionNames, isFlag } from "./check-options.js";
import type { NativeAddon } from "./load-addon.js";
import { RecordBatchStream } from "./record-batch-stream.js";
import type { ScanPredicate } from "./scan-predicate.js";
import { unwrapNative } from "./unwrap-native.js";

/** One version of a Delta table, as a plan holds it. */
export interface DeltaSnapshotId {
  readonly version: number;
  /** Names the numbers that this version gives its files. A file keeps its number in later versions of the same name. */
  readonly snapshot: number;
}

/** One scan of a Delta table in a bound plan. A table that is read twice has two. */
export interface DeltaScanDescription extends DeltaSnapshotId {
  /** The number of the scan in its plan, from 0. */
  readonly id: number;
  readonly table: string;
  /** The columns that the scan reads, in their order in the table. */
  readonly columns: readonly string[];
  /** What the optimizer pushed to the scan: rows for which it is not true are not asked for. Absent: all rows are. */
  readonly predicate?: ScanPredicate;
  /** True: a policy hides rows or values of the table. `predicate` holds parts of its filter as well, and the files hold what nobody may learn. */
  readonly isSecured?: true;
}

export interface BoundExecuteOptions extends CallOptions {
  /** The files to read for a scan, by its `id`: their numbers in `EngineSession.deltaIndex`. A scan without an entry chooses by itself. */
  readonly files?: ReadonlyMap<number, Uint32Array>;
  /** Whether the report of the execution tells what each operator measured. Default: true. */
  readonly operators?: boolean;
}

/** A statement with its parameters bound, optimised. It runs any number of times. */
export class BoundPlan {
  /** The scans of Delta tables in it, those in subqueries too. */
  readonly scans: readonly DeltaScanDescription[];
  readonly #native: NativeBoundPlan;
  readonly #session: NativeSession;
  readonly #addon: NativeAddon;
  readonly #schemaOf: (ipc: Uint8Array) => Schema;

  private constructor(
    native: NativeBoundPlan,
    session: NativeSession,
    addon: NativeAddon,
    schemaOf: (ipc: Uint8Array) => Schema,
  ) {
    this.scans = JSON.parse(native.scansJson()) as DeltaScanDescription[];
    this.#native = native;
    this.#session = session;
    this.#addon = addon;
    this.#schemaOf = schemaOf;
  }

  /** @internal */
  static over(
    native: NativeBoundPlan,
    session: NativeSession,
    addon: NativeAddon,
    schemaOf: (ipc: Uint8Array) => Schema,
  ): BoundPlan {
    return new BoundPlan(native, session, addon, schemaOf);
  }

  /**
   * Starts an execution. `signal` and `timeoutMs` hold until its stream has ended.
   *
   * Errors: `invalid-option` (a scan or a file that is not there), `aborted`, `timeout`, `session-closed`, and others of the engine.
   */
  async execute(options: BoundExecuteOptions = {}): Promise<RecordBatchStream> {
    checkOptionNames(options, ["files", "operators", ...callOptionNames], "execute");
    checkOption("files", options.files, "a map from scans to the numbers of files", isChoice);
    checkOption("operators", options.operators, "true or false", isFlag);
    const { operators = true } = options;
    const files = options.files ?? new Map<number, Uint32Array>();
    const cancellation = new Cancellation(this.#addon, options);
    try {
      const stream = await cancellation.unwrap(
        this.#native.execute([...files.keys()], [...files.values()], operators, cancellation.native),
      );
      const schema = this.#schemaOf(unwrapNative<Uint8Array>(stream.schemaIpc()));
      return RecordBatchStream.over(stream, this.#session, cancellation, schema);
    } catch (error) {
      cancellation.dispose();
      throw error;
    }
  }
}

function isChoice(value: unknown): boolean {
  if (!(value instanceof Map)) return false;
  for (const [id, files] of value) {
    if (!(Number.isInteger(id) && id >= 0 && files instanceof Uint32Array)) return false;
  }
  return true;
}
