import type { Schema } from "apache-arrow";
import type { NativePlan, NativeSession } from "../native/index.cjs";
import { decodeSchema } from "./arrow/batch-decoder.js";
import { BoundPlan } from "./bound-plan.js";
import { type CallOptions, Cancellation, callOptionNames, cancellable } from "./cancellation.js";
import { checkOption, checkOptionNames, isFlag } from "./check-options.js";
import { type CommitOptions, checkCommitOptions, commitOptionNames } from "./commit-options.js";
import type { Explanation, ScanReport } from "./execution-report.js";
import type { NativeAddon } from "./load-addon.js";
import { encodeParameters, type QueryParameters } from "./query-parameters.js";
import { RecordBatchStream } from "./record-batch-stream.js";
import { type SubstraitOutcome, type SubstraitRefusal, substraitOutcome } from "./substrait-outcome.js";
import { unwrapNative } from "./unwrap-native.js";

/** A parameter of a statement. */
export interface PlanParameter {
  /** As it stands in the text: `$1`, `$origin`. */
  readonly name: string;
  /** The Arrow type that the planner inferred; null: it could not. */
  readonly type: string | null;
}

/** What a statement does. */
export type StatementKind = "query" | "explain" | "ddl" | "dml" | "copy" | "set";

/** How a statement is bound. */
export interface BindOptions extends CallOptions {
  readonly parameters?: QueryParameters;
}

export interface ExecuteOptions extends BindOptions {
  /** Whether the report of the execution tells what each operator measured. Default: true. */
  readonly operators?: boolean;
}

/** How a statement runs. What its commit carries is for one that changes a Delta table. */
export interface StatementOptions extends ExecuteOptions, CommitOptions {}

export interface ExplainOptions extends BindOptions {
  /** Runs the statement, throws its rows away and measures its operators. Default: false. */
  readonly analyze?: boolean;
}

interface Description {
  readonly parameters: readonly PlanParameter[];
  readonly scans: readonly ScanReport[];
  readonly statementKind: StatementKind;
  readonly changes?: string;
}

const bindOptions = ["parameters", ...callOptionNames];

/** A statement that has been planned. It runs any number of times, also at the same time, with other parameters each time. */
export class PreparedPlan {
  /** The columns of its result, with the types that they leave the engine with; those of the parameters' values are known when it runs. */
  readonly schema: Schema;
  readonly parameters: readonly PlanParameter[];
  /** The tables that it reads. */
  readonly scans: readonly ScanReport[];
  readonly statementKind: StatementKind;
  /** Redacted location of the Delta table that the statement changes; undefined for any other statement. */
  readonly changes: string | undefined;
  /** @internal */
  readonly native: NativePlan;
  readonly #addon: NativeAddon;
  readonly #schemaIpc: Uint8Array;
  /** The native session stops its work when it is collected, so whoever works on it holds it. */
  readonly #session: NativeSession;

  private constructor(native: NativePlan, session: NativeSession, addon: NativeAddon) {
    const description = JSON.parse(native.describeJson()) as Description;
    this.native = native;
    this.#addon = addon;
    this.#session = session;
    this.#schemaIpc = unwrapNative<Uint8Array>(native.schemaIpc());
    this.schema = decodeSchema(this.#schemaIpc);
    this.parameters = description.parameters;
    this.scans = description.scans;
    this.statementKind = description.statementKind;
    this.changes = description.changes;
  }

  /** @internal */
  static over(native: NativePlan, session: NativeSession, addon: NativeAddon): PreparedPlan {
    return new PreparedPlan(native, session, addon);
  }

  /**
   * Binds the parameters and optimises, once: the plan tells what each scan of a Delta table is asked for, and runs with a choice of files.
   *
   * Errors: `parameter-missing`, `parameter-extra`, `parameter-type`, `invalid-plan` (the statement is no query), `aborted`, `timeout`, `session-closed`.
   */
  async bind(options: BindOptions = {}): Promise<BoundPlan> {
    checkOptionNames(options, bindOptions, "bind");
    const parameters = encodeParameters(options.parameters);
    const bound = await cancellable(this.#addon, options, (cancellation) => this.native.bind(parameters, cancellation));
    return BoundPlan.over(bound, this.#session, this.#addon, (ipc) => this.#schemaOf(ipc));
  }

  /**
   * Starts an execution. `signal` and `timeoutMs` hold until its stream has ended.
   *
   * A statement that changes a Delta table (INSERT, UPDATE, DELETE, TRUNCATE, MERGE) has committed when this resolves: one row with the number of
   * rows that it inserted, updated and deleted is its result, and `report.commit` tells of the commit. The session holds the new version from then on.
   *
   * Errors: `parameter-missing`, `parameter-extra`, `parameter-type`, `aborted`, `timeout`, `session-closed`, and others of the engine; of a
   * statement that changes a Delta table also `commit-conflict`, `constraint-violated`, `schema-mismatch`, `storage-error`.
   */
  async execute(options: StatementOptions = {}): Promise<RecordBatchStream> {
    checkOptionNames(options, [...bindOptions, "operators", ...commitOptionNames], "execute");
    checkOption("operators", options.operators, "true or false", isFlag);
    checkCommitOptions(options);
    const { operators = true, commitMetadata, transaction } = options;
    const commit =
      commitMetadata === undefined && transaction === undefined
        ? undefined
        : JSON.stringify({ commitMetadata, transaction });
    const parameters = encodeParameters(options.parameters);
    const cancellation = new Cancellation(this.#addon, options);
    try {
      const started = this.native.execute(parameters, operators, cancellation.native, commit);
      const stream = await cancellation.unwrap(started);
      return RecordBatchStream.over(
        stream,
        this.#session,
        cancellation,
        this.#schemaOf(unwrapNative(stream.schemaIpc())),
      );
    } catch (error) {
      cancellation.dispose();
      throw error;
    }
  }

  /**
   * The plan as bytes of Substrait v0.85 that are proved to mean it: read again and optimised, they give the optimised plan of the statement. Or the
   * reason why it does not go by Substrait. Runs nothing.
   *
   * Errors: `aborted`, `timeout`, `session-closed`.
   */
  async substrait(options: CallOptions = {}): Promise<SubstraitOutcome> {
    checkOptionNames(options, callOptionNames, "substrait");
    const outcome = await cancellable(this.#addon, options, (cancellation) => this.native.substrait(cancellation));
    return substraitOutcome(outcome);
  }

  /**
   * How another plan of the session differs from this one, once both are optimised and names are ignored but for those of the result; undefined
   * where the two are proved to be the same query. Plans that differ may still mean the same. Runs nothing.
   *
   * Errors: `aborted`, `timeout`, `session-closed`.
   */
  async difference(other: PreparedPlan, options: CallOptions = {}): Promise<SubstraitRefusal | undefined> {
    checkOptionNames(options, callOptionNames, "difference");
    const difference = await cancellable(this.#addon, options, (cancellation) =>
      this.native.difference(other.native, cancellation),
    );
    return (JSON.parse(difference) as SubstraitRefusal | null) ?? undefined;
  }

  /** The schema of an execution. It is that of the plan, which is decoded already, unless values of parameters have made it another. */
  #schemaOf(ipc: Uint8Array): Schema {
    return Buffer.compare(ipc, this.#schemaIpc) === 0 ? this.schema : decodeSchema(ipc);
  }

  /** The plans of the statement. Errors: as `execute`. */
  async explain(options: ExplainOptions = {}): Promise<Explanation> {
    checkOptionNames(options, [...bindOptions, "analyze"], "explain");
    checkOption("analyze", options.analyze, "true or false", isFlag);
    const parameters = encodeParameters(options.parameters);
    const analyze = options.analyze === true;
    const json = await cancellable(this.#addon, options, (cancellation) =>
      this.native.explain(analyze, parameters, cancellation),
    );
    return JSON.parse(json) as Explanation;
  }
}
