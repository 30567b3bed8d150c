import type { Attributes, Counter, Histogram, Meter } from "@opentelemetry/api";
import type { ArtifactName, ArtifactPayload, ArtifactTypes } from "../artifact-types.js";
import type { EventName, EventRow, EventTypes } from "../event-types.js";
import type { RunEnding } from "../run-telemetry.js";
import { byteBounds, durationBounds, metricNames, rowBounds } from "./semantic-conventions.js";

/** The instruments of one meter. Everything is counted from the records of runs, so that the numbers are the same in both. */
export class RunMetrics {
  readonly #operationDuration: Histogram;
  readonly #runDuration: Histogram;
  readonly #phaseDuration: Histogram;
  readonly #returnedRows: Histogram;
  readonly #returnedBytes: Histogram;
  readonly #filesRead: Counter;
  readonly #filesPruned: Counter;
  readonly #scannedBytes: Counter;
  readonly #cacheLookups: Counter;
  readonly #fallbacks: Counter;
  readonly #peakMemory: Histogram;
  readonly #spilledBytes: Counter;
  readonly #spilledFiles: Counter;
  readonly #committedRows: Counter;
  readonly #committedBytes: Counter;
  readonly #names: MetricAttributes;

  constructor(meter: Meter, namespace: string) {
    this.#names = metricAttributes(namespace);
    const histogram = (name: string, unit: string, description: string, bounds: number[]): Histogram =>
      meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: bounds } });
    const seconds = (name: string, description: string): Histogram => histogram(name, "s", description, durationBounds);
    const bytes = (name: string, description: string): Histogram =>
      histogram(`${namespace}.${name}`, "By", description, byteBounds);
    const counter = (name: string, unit: string, description: string): Counter =>
      meter.createCounter(`${namespace}.${name}`, { unit, description });
    this.#operationDuration = seconds(metricNames.operationDuration, "Duration of a query.");
    this.#runDuration = seconds(`${namespace}.run.duration`, "Duration of a run that is no query.");
    this.#phaseDuration = seconds(`${namespace}.phase.duration`, "Duration of one phase of a run.");
    this.#returnedRows = histogram(metricNames.returnedRows, "{row}", "Rows that a query returned.", rowBounds);
    this.#returnedBytes = bytes("query.returned_bytes", "Size of what a query returned.");
    this.#peakMemory = bytes("query.peak_memory", "Most memory that a query held at one time.");
    this.#filesRead = counter("scan.files_read", "{file}", "Files that queries read.");
    this.#filesPruned = counter("scan.files_pruned", "{file}", "Files that queries left out.");
    this.#scannedBytes = counter("scan.bytes", "By", "Bytes that queries asked of the store.");
    this.#cacheLookups = counter("cache.lookups", "{lookup}", "Look-ups in a cache, by how they were answered.");
    this.#fallbacks = counter("lane.fallbacks", "{query}", "Queries that left the preferred lane.");
    this.#spilledBytes = counter("spill.bytes", "By", "Bytes that went to disk for want of memory.");
    this.#spilledFiles = counter("spill.files", "{file}", "Files that went to disk for want of memory.");
    this.#committedRows = counter("commit.rows", "{row}", "Rows that commits added.");
    this.#committedBytes = counter("commit.bytes", "By", "Size of the files that commits added.");
  }

  run({ outcome, durationMs }: RunEnding, isQuery: boolean, attributes: Attributes): void {
    const duration = isQuery ? this.#operationDuration : this.#runDuration;
    duration.record(durationMs / 1_000, { ...attributes, [this.#names.outcome]: outcome });
  }

  phase(name: string, durationMs: number, failed: boolean): void {
    this.#phaseDuration.record(durationMs / 1_000, { [this.#names.phase]: name, [this.#names.failed]: failed });
  }

  event<Name extends EventName>(name: Name, row: EventRow<Name>): void {
    if (name === "cache-use") this.#cacheUse(row as EventTypes["cache-use"]);
    else if (name === "lane-fallback") this.#fallback(row as EventTypes["lane-fallback"]);
    else if (name === "commit") this.#commit(row as EventTypes["commit"]);
  }

  artifact<Name extends ArtifactName>(name: Name, payload: ArtifactPayload<Name>, attributes: Attributes): void {
    if (name === "run-report") this.#report(payload as ArtifactTypes["run-report"], attributes);
  }

  #cacheUse({ cache, use, level, reason, refused }: EventTypes["cache-use"]): void {
    this.#cacheLookups.add(1, {
      [this.#names.cache]: cache,
      [this.#names.use]: use,
      ...(level === undefined ? {} : { [this.#names.level]: level }),
      ...(reason === undefined ? {} : { [this.#names.reason]: reason }),
      ...(refused === undefined ? {} : { [this.#names.refused]: refused }),
    });
  }

  #fallback({ code }: EventTypes["lane-fallback"]): void {
    this.#fallbacks.add(1, { [this.#names.code]: code });
  }

  #commit({ rows, bytes }: EventTypes["commit"]): void {
    this.#committedRows.add(rows);
    if (bytes !== undefined) this.#committedBytes.add(bytes);
  }

  #report(report: ArtifactTypes["run-report"], attributes: Attributes): void {
    this.#returnedRows.record(report.rows, attributes);
    this.#returnedBytes.record(report.bytes, attributes);
    if (report.peakMemoryBytes !== undefined) this.#peakMemory.record(report.peakMemoryBytes, attributes);
    if (report.spill.files > 0) this.#spilledFiles.add(report.spill.files);
    if (report.spill.bytes > 0) this.#spilledBytes.add(report.spill.bytes);
    for (const { filesTotal, filesRead, bytesScanned } of report.scans) {
      if (filesRead !== undefined) this.#filesRead.add(filesRead);
      if (filesRead !== undefined && filesTotal !== undefined) this.#filesPruned.add(filesTotal - filesRead);
      if (bytesScanned !== undefined) this.#scannedBytes.add(bytesScanned);
    }
  }
}

type MetricAttributes = ReturnType<typeof metricAttributes>;

function metricAttributes(namespace: string) {
  return {
    outcome: `${namespace}.outcome`,
    phase: `${namespace}.phase`,
    failed: `${namespace}.failed`,
    cache: `${namespace}.cache`,
    use: `${namespace}.cache.use`,
    level: `${namespace}.cache.level`,
    reason: `${namespace}.cache.reason`,
    refused: `${namespace}.cache.refused`,
    code: `${namespace}.lane.code`,
  } as const;
}
