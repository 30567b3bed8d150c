/** One line of a diagnostics file. */
export interface DiagnosticsLine {
  readonly kind: "event" | "artifact";
  readonly name: string;
  readonly schemaVersion: number;
  readonly payload: Readonly<Record<string, unknown>> & { readonly runId: string; readonly atMs: number };
}

/** Reads a line; undefined for one that is broken, as the last one of a process that was killed can be. */
export function parseDiagnosticsLine(line: string): DiagnosticsLine | undefined {
  try {
    const record = JSON.parse(line) as DiagnosticsLine;
    const { runId, atMs } = record.payload;
    return typeof record.name === "string" && typeof runId === "string" && typeof atMs === "number"
      ? record
      : undefined;
  } catch {
    return undefined;
  }
}
