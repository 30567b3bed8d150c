import {
  type CallOptions,
  type CancelOptions,
  type EngineTrace,
  NativeError,
  type OperatorMetrics,
  type RecordBatchStream,
  type StatementKind,
} from "@causeway/ext-native";
import type { OpenRun, RunOutcome } from "@causeway/obs";
import type { Diagnostic } from "@causeway/sql-preflight";
import { attachRunId } from "./attach-run-id.js";
import { buildReport } from "./build-report.js";
import type { CompiledPlan } from "./compiled-plan.js";
import type { EngineTraces } from "./engine-traces.js";
import type { PrunedScan } from "./prune-scans.js";
import type { GivenQuery } from "./query-input.js";
import { type ProgressListener, tellProgress } from "./query-progress.js";
import type { RecordedDetail } from "./recorded-details.js";
import type { CacheSummary, LaneSummary, PreflightSummary, RunReport } from "./run-report.js";

/** How a run ended. */
export interface Ending {
  readonly outcome: RunOutcome;
  readonly complete: boolean;
  readonly errorCode?: string | undefined;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly endedAtMs: number;
}

/** One query from its text to the end of its stream: what each stage decided, and exactly one ending. */
export class QueryRun {
  readonly run: OpenRun;
  readonly given: GivenQuery;
  statementKind: StatementKind | undefined;
  /** What is recorded of it beside its events and its report. */
  readonly record: readonly RecordedDetail[];
  preflight: PreflightSummary | undefined;
  /** What the preflight found in the text. */
  findings: readonly Diagnostic[] = [];
  lane: LaneSummary | undefined;
  cache: CacheSummary | undefined;
  pruning: readonly PrunedScan[] | undefined;
  readonly #startMs = performance.now();
  readonly #limits: CancelOptions;
  readonly #traces: EngineTraces;
  readonly #trace: EngineTrace | undefined;
  readonly #onEnd: (ended: QueryRun) => void;
  #stream: RecordBatchStream | undefined;
  #executing: Promise<void> | undefined;
  #endExecuting: ((ending: Ending, error: unknown) => void) | undefined;
  #ending: Ending | undefined;
  #finalReport: RunReport | undefined;

  /** `onEnd` is told once, when the run ends in whatever way. */
  constructor(
    run: OpenRun,
    given: GivenQuery,
    record: readonly RecordedDetail[],
    limits: CancelOptions,
    traces: EngineTraces,
    onEnd: (ended: QueryRun) => void,
  ) {
    this.run = run;
    this.given = given;
    this.record = record;
    this.#limits = limits;
    this.#traces = traces;
    this.#trace = traces.begin(run);
    this.#onEnd = onEnd;
  }

  /** The text that stands for the query. */
  get sql(): string {
    return this.given.text;
  }

  get id(): string {
    return this.run.id;
  }

  /** Whether anybody has a use for what each operator measures. */
  get tellsOperators(): boolean {
    return this.run.isRecording || this.record.includes("operators");
  }

  /** What is known by now; complete once the run has ended, and the same object from then on. */
  get report(): RunReport {
    if (this.#finalReport !== undefined) return this.#finalReport;
    return buildReport(this, this.#ending, this.#stream?.report);
  }

  /** Records what the compiling stages decided, in this run or before it. */
  adopt({ plan, preflight, lane, findings }: CompiledPlan): void {
    this.statementKind = plan.statementKind;
    this.preflight = preflight;
    this.lane = lane;
    this.findings = findings;
  }

  /** What may still call the query off, and whose the engine's work for it is: its signal, that of the run it is part of, and what is left of its timeout. */
  limits(): CallOptions {
    const { timeoutMs } = this.#limits;
    const signal = this.signal;
    return {
      ...(signal === undefined ? {} : { signal }),
      ...this.traced,
      ...(timeoutMs === undefined ? {} : { timeoutMs: Math.max(0, timeoutMs - (performance.now() - this.#startMs)) }),
    };
  }

  /** What makes the engine's work part of the run, for calls that others may wait for as well. */
  get traced(): Pick<CallOptions, "trace"> {
    return this.#trace === undefined ? {} : { trace: this.#trace };
  }

  /** Starts the execution. Its phase lasts until the run ends. */
  async execute(
    begin: (limits: CallOptions) => Promise<RecordBatchStream>,
    onProgress?: ProgressListener,
  ): Promise<RecordBatchStream> {
    const executing = this.run.phase("execute", () => this.#untilEnd());
    this.#executing = executing;
    const stream = await begin(this.limits());
    this.#stream = stream;
    if (onProgress !== undefined) tellProgress(this, onProgress, executing);
    return stream;
  }

  /** Ends the run well. `complete`: the stream was read to its end, rather than left by its reader. */
  end(complete: boolean): Promise<void> {
    return this.#end({ outcome: "ok", complete, endedAtMs: Date.now() });
  }

  /** Ends the run with an error, and gives that error with the run's id on it. */
  async fail(error: unknown): Promise<unknown> {
    const errorCode = codeOf(error);
    const outcome = this.signal?.aborted || errorCode === "aborted" ? "aborted" : "error";
    await this.#end({ outcome, complete: false, errorCode, endedAtMs: Date.now() }, error);
    return this.named(error);
  }

  /** Calls the run off, if it has not ended. */
  async cancel(reason: string): Promise<void> {
    if (this.#ending !== undefined) return;
    this.#stream?.cancel();
    await this.fail(new NativeError("aborted", reason));
  }

  /** The error with the run's id on it. */
  named(error: unknown): unknown {
    return attachRunId(error, this.id);
  }

  /** What may call the query off. The run's own signal is made on demand, and needed only where a run above it can call it off. */
  get signal(): AbortSignal | undefined {
    return this.run.parentId === undefined ? this.#limits.signal : this.run.signal;
  }

  #recordStatement(): void {
    // A finding leaves out what it does not know; JSON has no undefined.
    const findings = this.findings.map(({ culprit: _culprit, ...finding }) => JSON.parse(JSON.stringify(finding)));
    this.run.artifact("statement", { sql: this.sql, findings });
  }

  #untilEnd(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#endExecuting = (ending, error) => (ending.outcome === "ok" ? resolve() : reject(error));
    });
  }

  #recordEnd(operators: OperatorMetrics | undefined): void {
    this.#traces.finish(this.run, this.#trace, operators);
    if (this.record.includes("statement")) this.#recordStatement();
    this.run.artifact("run-report", this.report);
  }

  async #end(ending: Ending, error?: unknown): Promise<void> {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#endExecuting?.(ending, error);
    // The error is told where it happened; here it only marks the phase as failed.
    await this.#executing?.catch(() => {});
    this.#finalReport = this.report;
    const operators = this.run.isRecording ? this.#stream?.report.operators : undefined;
    // The lease's finalizer holds the run, and an error holds the receivers of its stack's calls, the result among them: a run that kept the
    // rejected promise would keep its own result from being collected.
    this.#executing = undefined;
    this.#endExecuting = undefined;
    this.#stream = undefined;
    this.#onEnd(this);
    if (this.run.isRecording) this.#recordEnd(operators);
    if (ending.outcome === "ok") this.run.end();
    else this.run.fail(error);
  }
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : undefined;
}
