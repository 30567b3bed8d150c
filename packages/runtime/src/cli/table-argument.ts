import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { RuntimeError, type TableSource } from "@causeway/runtime";

const kinds = ["delta", "parquet", "csv", "json", "arrow"] as const;
type Kind = (typeof kinds)[number];

const kindsByEnding: Readonly<Record<string, Kind>> = {
  parquet: "parquet",
  csv: "csv",
  json: "json",
  jsonl: "json",
  ndjson: "json",
  arrow: "arrow",
  arrows: "arrow",
};

/** A table as the command line and the configuration name it: `arrow` is a file. */
export interface NamedTable {
  readonly name: string;
  readonly source: TableSource;
}

/**
 * Reads `trips=delta:./trips`, `trips=delta:s3://lake/trips@3`, `trips=delta:./trips@2024-05-01T00:00:00Z`, `cities=./cities.csv`.
 * Without a kind, the ending of the file says it. Errors: `invalid-option`, and what reading an Arrow file throws.
 */
export async function parseTableArgument(text: string, directory: string): Promise<NamedTable> {
  const equals = text.indexOf("=");
  const name = text.slice(0, equals);
  const source = text.slice(equals + 1);
  if (equals < 1 || source === "") throw invalid(text, "it must be name=kind:location, such as trips=delta:./trips");
  const prefix = kinds.find((kind) => source.startsWith(`${kind}:`));
  const location = prefix === undefined ? source : source.slice(prefix.length + 1);
  const kind = prefix ?? kindsByEnding[/\.(\w+)$/.exec(location)?.[1]?.toLowerCase() ?? ""];
  if (kind === undefined) throw invalid(text, `its kind is missing: ${kinds.map((known) => `${known}:`).join(", ")}`);
  if (location === "") throw invalid(text, "its location is missing");
  if (kind === "delta") return { name, source: deltaSource(location) };
  if (kind === "arrow") return { name, source: { arrow: await readFile(resolve(directory, location)) } };
  return { name, source: { [kind]: location } as unknown as TableSource };
}

/** A version or a time may follow the location, behind an `@`. */
function deltaSource(location: string): TableSource {
  const [, delta = location, version, timestamp] =
    /^(.+)@(?:(\d+)|(\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?))$/.exec(location) ?? [];
  if (version !== undefined) return { delta, version: Number(version) };
  return timestamp === undefined ? { delta } : { delta, timestamp };
}

function invalid(text: string, reason: string): RuntimeError {
  return new RuntimeError("invalid-option", `--table ${text}: ${reason}`, { option: "table" });
}
