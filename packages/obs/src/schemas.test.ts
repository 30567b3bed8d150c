import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import type { ArtifactPayload, ArtifactTypes } from "./artifact-types.js";
import { type EventRow, type EventTypes, RECORD_SCHEMA_VERSION } from "./event-types.js";
import { jsonlSink } from "./jsonl-sink.js";
import { memorySink } from "./memory-sink.js";
import { artifactSchemas, eventSchemas } from "./schemas.js";
import { startRun } from "./start-run.js";

const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
const validators = new Map(
  [...Object.values(eventSchemas), ...Object.values(artifactSchemas)].map((schema) => [
    schema.$id,
    ajv.compile(schema),
  ]),
);

function problemsOf(kind: string, name: string, payload: unknown): unknown {
  const validate = validators.get(`urn:causeway:${kind}:${name}:${RECORD_SCHEMA_VERSION}`);
  if (validate === undefined) return `no schema for ${kind} ${name}`;
  return validate(payload) ? [] : validate.errors;
}

/** One full example of each record that others make; runs make the rest. */
const events: { [Name in Exclude<keyof EventTypes, "run-start" | "run-end" | "span-summary">]: EventRow<Name> } = {
  preflight: {
    ok: false,
    checkedBy: "plan-dry-run",
    statementKind: "query",
    tables: ["flights"],
    diagnosticCodes: ["unknown-column"],
    durationMs: 1.5,
  },
  "lane-fallback": { planHash: "p", code: "window-filter", reason: "FILTER in a window", node: "WindowAggr" },
  "cache-use": { cache: "plan", key: "k", use: "miss", reason: "absent", refused: false, level: "persistent" },
  pruning: {
    table: "flights",
    version: "3",
    filesTotal: 10,
    filesKept: 2,
    skippedByPartition: 5,
    skippedByStatistics: 3,
    skippedWithoutRows: 0,
    bytesTotal: 1_000,
    bytesKept: 200,
  },
  commit: { uri: "file:///flights", version: "4", rows: 10, files: 1, bytes: 500 },
  "records-dropped": { count: 3 },
};

const artifacts: { [Name in keyof ArtifactTypes]: ArtifactPayload<Name> } = {
  "sqlglot-ast": { sqlglot: "30.30", sqlHash: "s", policyHash: "p", tree: [{ c: "Select", i: 0 }] },
  statement: {
    sql: "SELECT dealy",
    findings: [
      {
        code: "c",
        severity: "error",
        message: "m",
        line: 1,
        column: 8,
        endLine: 1,
        endColumn: 13,
        suggestions: ["delay"],
      },
    ],
  },
  plan: {
    planHash: "p",
    lane: "substrait",
    logical: "Projection",
    optimized: "TableScan",
    physical: "DataSourceExec",
    substrait: "AQI=",
  },
  "cache-config": { cache: "plan", enabled: true, levels: [{ store: "memory", maxBytes: 9 }], refusalTtlMs: 5_000 },
  capabilities: {
    engine: "0.1.0",
    datafusion: "55.2",
    deltalake: "1.1",
    arrow: "59",
    stores: ["local"],
    platform: "linux-x86_64",
    packages: { "@causeway/obs": "0.0.0" },
  },
  pruning: {
    scans: [
      {
        id: 0,
        table: "flights",
        version: 3,
        columns: ["delay"],
        predicate: { kind: "unknown", text: "f(delay)" },
        chosenBy: "pruner",
        report: { filesTotal: 2 },
      },
    ],
  },
  spans: {
    spans: [
      { id: "0", name: "engine.execute", startMs: 1_700_000_000_000.5, durationMs: 2, attributes: { rows: 3 } },
      {
        id: "1",
        parentId: "0",
        name: "store.get",
        startMs: 1_700_000_000_001,
        durationMs: 1,
        failed: true,
        attributes: {},
      },
    ],
    dropped: 1,
  },
  "run-report": {
    runId: "r",
    label: "query",
    sqlHash: "s",
    outcome: "running",
    complete: true,
    errorCode: "unknown-table",
    preflight: { mode: "enforce", verdict: "passed", diagnosticCodes: [] },
    lane: { lane: "sql", planHash: "p", fallback: { code: "c", reason: "r", node: "n" } },
    cache: { use: "hit", level: "memory" },
    pruning: [
      {
        table: "flights",
        version: 3,
        chosenBy: "pruner",
        filesTotal: 2,
        filesKept: 1,
        filesRead: 1,
        bytesTotal: 20,
        bytesKept: 10,
        skipped: { partition: 1 },
        skippedFiles: [{ path: "a", by: "partition", conjunct: "c", reason: "r" }],
        undecided: ["f(delay)"],
      },
    ],
    scans: [
      { table: "flights", kind: "delta", version: 3, filesTotal: 2, filesRead: 1, bytesScanned: 7, rowsScanned: 5 },
    ],
    phasesMs: { execute: 2.5 },
    engineMs: { plan: 0.5, firstRow: 1, execute: 2 },
    rows: 5,
    batches: 1,
    bytes: 100,
    spill: { files: 0, bytes: 0 },
    peakMemoryBytes: 1_000,
    operators: {
      name: "FilterExec",
      detail: "FilterExec: delay > 60",
      rows: 5,
      elapsedMs: 0.1,
      startMs: 1_700_000_000_000.5,
      endMs: 1_700_000_000_001,
      metrics: { output_rows: 5 },
      children: [{ name: "DataSourceExec", detail: "", metrics: {}, children: [] }],
    },
  },
};

function recordEverything(sink: Parameters<typeof startRun>[1]): void {
  const run = startRun("q", { ...sink, attributes: { day: 3, dry: true, who: "a" }, traceparent: "not one" });
  for (const [name, row] of Object.entries(events)) run.event(name as "commit", row as EventRow<"commit">);
  for (const [name, payload] of Object.entries(artifacts)) run.artifact(name as "plan", payload as object);
  run.addSpans([{ id: "1", name: "scan", startMs: 1, durationMs: 2, attributes: { bytes: 7 } }]);
  startRun("inner", { parent: run, traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }).end();
  run.phase("plan", () => {});
  run.fail(Object.assign(new Error("no"), { code: "unknown-table" }));
}

test("every record has a schema, and what is recorded fits it", () => {
  const sink = memorySink();
  recordEverything({ sink });
  expect(sink.records.map(({ kind, name, payload }) => [name, problemsOf(kind, name, payload)])).toEqual(
    sink.records.map(({ name }) => [name, []]),
  );
  const names = new Set(sink.records.map(({ kind, name }) => `${kind}:${name}`));
  expect(names.size).toBe(Object.keys(eventSchemas).length + Object.keys(artifactSchemas).length);
});

test("so does what stands in a JSONL file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "obs-"));
  try {
    const sink = jsonlSink(join(folder, "runs.jsonl"));
    recordEverything({ sink });
    await sink.close();
    const lines = (await readFile(sink.path, "utf8")).trimEnd().split("\n");
    for (const line of lines) {
      const { kind, name, schemaVersion, payload } = JSON.parse(line);
      expect([name, schemaVersion, problemsOf(kind, name, payload)]).toEqual([name, RECORD_SCHEMA_VERSION, []]);
    }
    expect(lines).toHaveLength(19);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a field too many, one too few and one of another type do not fit", () => {
  const stamp = { runId: "r", atMs: 1 };
  const { commit } = events;
  expect(problemsOf("event", "commit", { ...commit, ...stamp })).toEqual([]);
  for (const wrong of [
    { ...commit },
    { ...commit, ...stamp, extra: 1 },
    { ...commit, ...stamp, rows: "10" },
    { ...commit, ...stamp, rows: 1.5 },
  ]) {
    expect(problemsOf("event", "commit", wrong)).not.toEqual([]);
  }
});

test("schemas and RECORDS.md are those of the types", () => {
  const script = fileURLToPath(new URL("../scripts/generate-record-schemas.mjs", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
