import type { Workplace } from "./workplace.js";

/** One number that the project states about itself. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The largest value that meets the project's aim; absent where the figure only informs. */
  readonly atMost?: number;
}

/** The numbers behind the figures. A null cell means that the engine cannot; the notes say why. */
export interface DetailTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** What a benchmark found. */
export interface BenchmarkReport {
  readonly figures: readonly Figure[];
  readonly tables: readonly DetailTable[];
  readonly notes: readonly string[];
}

/** A named measurement that checks its answers before it times them. */
export interface Benchmark {
  readonly name: string;
  readonly title: string;
  run(workplace: Workplace): Promise<BenchmarkReport>;
}
