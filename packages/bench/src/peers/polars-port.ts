import { createRequire } from "node:module";

/** The part of nodejs-polars that is used here; the package itself lies in the cache folder. */
export interface Polars {
  readonly version: string;
  readonly Float64: unknown;
  SQLContext(): PolarsContext;
  scanParquet(path: string): PolarsLazyFrame;
  col(name: string): { cast(type: unknown): unknown };
}

/** A set of named frames that SQL can ask. */
export interface PolarsContext {
  register(name: string, frame: PolarsLazyFrame): unknown;
  execute(sql: string): PolarsLazyFrame;
}

/** A query that has not run. `_ldf` is an Error where the SQL was refused. */
export interface PolarsLazyFrame {
  readonly _ldf: unknown;
  withColumns(...columns: unknown[]): PolarsLazyFrame;
  collect(): Promise<PolarsFrame>;
}

/** An answer. */
export interface PolarsFrame {
  readonly height: number;
  writeIPC(): Uint8Array;
  rows(): unknown[][];
}

/** Loads nodejs-polars from the folder that `CAUSEWAY_BENCH_POLARS` names. */
export function loadPolars(): Polars {
  const { CAUSEWAY_BENCH_POLARS } = process.env;
  const loaded = createRequire(import.meta.url)(CAUSEWAY_BENCH_POLARS ?? "nodejs-polars") as
    | Polars
    | { default: Polars };
  return "default" in loaded ? loaded.default : loaded;
}

/** Runs a query; a refusal of its SQL is thrown, which the package itself does not do. */
export async function collectPolars(context: PolarsContext, sql: string): Promise<PolarsFrame> {
  const frame = context.execute(sql);
  if (frame._ldf instanceof Error) throw frame._ldf;
  return frame.collect();
}
