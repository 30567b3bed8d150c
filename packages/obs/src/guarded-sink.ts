import type { ArtifactName } from "./artifact-types.js";
import type { DiagnosticsSink, StampedArtifact, StampedEvent } from "./diagnostics-sink.js";
import type { EventName } from "./event-types.js";
import { ObsError } from "./obs-error.js";

const warned = new WeakSet<DiagnosticsSink>();

/** Stands between a run and its sink: nothing that the sink does reaches the run, and nothing of it is lost from sight. */
export class GuardedSink {
  readonly #sink: DiagnosticsSink;
  readonly #onSinkFailure: ((error: ObsError) => void) | undefined;
  #failures = 0;

  constructor(sink: DiagnosticsSink, onSinkFailure: ((error: ObsError) => void) | undefined) {
    this.#sink = sink;
    this.#onSinkFailure = onSinkFailure;
  }

  /** Records that the sink has failed on so far. */
  get failures(): number {
    return this.#failures;
  }

  events<Name extends EventName>(name: Name, rows: readonly StampedEvent<Name>[]): void {
    try {
      this.#watch(name, this.#sink.recordEvents(name, rows));
    } catch (error) {
      this.#fail(name, error);
    }
  }

  artifact<Name extends ArtifactName>(name: Name, payload: StampedArtifact<Name>): void {
    try {
      this.#watch(name, this.#sink.recordArtifact(name, payload));
    } catch (error) {
      this.#fail(name, error);
    }
  }

  /** Does something with the run's telemetry, which may break a run as little as a sink. */
  telemetry<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (cause) {
      this.#tell(new ObsError("telemetry-failed", "the run's telemetry failed", { cause }));
      return undefined;
    }
  }

  #watch(name: string, answer: void | Promise<void>): void {
    answer?.then(undefined, (error: unknown) => this.#fail(name, error));
  }

  #fail(name: string, cause: unknown): void {
    this.#failures += 1;
    this.#tell(new ObsError("sink-failed", `the diagnostics sink failed on ${name}`, { cause }));
  }

  #tell(error: ObsError): void {
    if (this.#onSinkFailure === undefined) warnOnce(this.#sink, error);
    else tell(this.#onSinkFailure, error);
  }
}

function tell(listener: (error: ObsError) => void, error: ObsError): void {
  try {
    listener(error);
  } catch (cause) {
    process.emitWarning(`onSinkFailure threw: ${String(cause)}`, { code: "CAUSEWAY_SINK_FAILED" });
  }
}

function warnOnce(sink: DiagnosticsSink, error: ObsError): void {
  if (warned.has(sink)) return;
  warned.add(sink);
  process.emitWarning(error.message, { code: "CAUSEWAY_SINK_FAILED", detail: String(error.cause) });
}
