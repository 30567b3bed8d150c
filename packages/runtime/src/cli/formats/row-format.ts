import type { Schema } from "apache-arrow";

export type JsonRow = Readonly<Record<string, unknown>>;

/** Writes rows as text while they come. Each call gives what is ready to be written. */
export interface RowFormat {
  rows(rows: readonly JsonRow[]): string;
  end(): string;
}

/** What a format may know of the place that it is written to. */
export interface FormatOptions {
  /** Width of the terminal in cells; undefined: it is no terminal, and nothing is cut. */
  readonly width: number | undefined;
}

export type RowFormatMaker = (schema: Schema, options: FormatOptions) => RowFormat;
