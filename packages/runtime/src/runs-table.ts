import type { EngineSession } from "@causeway/ext-native";
import { Bool, Float64, Int64, TimestampMillisecond, Utf8 } from "apache-arrow";
import { type ListedColumn, registerListing } from "./listing-table.js";
import type { RunReport } from "./run-report.js";

export const runsTable = "runs";

const text = new Utf8();
const count = new Int64();
const time = new TimestampMillisecond("UTC");

const columns: readonly ListedColumn<RunReport>[] = [
  { name: "run_id", type: text, value: ({ runId }) => runId },
  { name: "label", type: text, value: ({ label }) => label },
  { name: "sql_hash", type: text, value: ({ sqlHash }) => sqlHash },
  { name: "statement_kind", type: text, value: ({ statementKind }) => statementKind },
  { name: "started", type: time, value: ({ startedAtMs }) => startedAtMs },
  { name: "ended", type: time, value: ({ endedAtMs }) => endedAtMs },
  { name: "outcome", type: text, value: ({ outcome }) => outcome },
  { name: "complete", type: new Bool(), value: ({ complete }) => complete },
  { name: "error_code", type: text, value: ({ errorCode }) => errorCode },
  { name: "preflight", type: text, value: ({ preflight }) => preflight?.verdict },
  { name: "lane", type: text, value: ({ lane }) => lane?.lane },
  { name: "fallback_code", type: text, value: ({ lane }) => lane?.fallback?.code },
  { name: "cache", type: text, value: ({ cache }) => cache?.use },
  { name: "rows", type: count, value: ({ rows }) => BigInt(rows) },
  { name: "bytes", type: count, value: ({ bytes }) => BigInt(bytes) },
  { name: "files_total", type: count, value: ({ scans }) => summed(scans.map(({ filesTotal }) => filesTotal)) },
  { name: "files_read", type: count, value: ({ scans }) => summed(scans.map(({ filesRead }) => filesRead)) },
  { name: "bytes_scanned", type: count, value: ({ scans }) => summed(scans.map(({ bytesScanned }) => bytesScanned)) },
  { name: "plan_ms", type: new Float64(), value: ({ engineMs }) => engineMs.plan },
  { name: "execute_ms", type: new Float64(), value: ({ engineMs }) => engineMs.execute },
  { name: "spill_bytes", type: count, value: ({ spill }) => BigInt(spill.bytes) },
  { name: "peak_memory_bytes", type: count, value: ({ peakMemoryBytes }) => BigInt(peakMemoryBytes) },
];

/** The table function `runs()`: the reports of the latest runs that have ended, then of those under way, the asking one among them. */
export function registerRunsTable(engine: EngineSession, runs: () => readonly RunReport[]): void {
  registerListing(engine, runsTable, columns, runs);
}

/** Null where nothing is known. */
function summed(numbers: readonly (number | undefined)[]): bigint | null {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? null : BigInt(known.reduce((sum, number) => sum + number, 0));
}
