/** Parameters of `open` and `cold`: folders of Delta tables by name. */
export interface DeltaTables {
  readonly tables: Readonly<Record<string, string>>;
  readonly threads: number;
}

/** Parameters of `cold`. */
export interface ColdParameters extends DeltaTables {
  readonly sql: string;
}

/** Parameters of `repeatOver`: `{}` in the text stands for each of the values in turn, and each run gives so many rows. */
export interface RepeatOverParameters {
  readonly sql: string;
  readonly values: readonly number[];
  readonly rows: number;
}

/** Result of `files`: how many files a query reads; null where an engine does not tell. */
export interface FilesResult {
  readonly files: number | null;
}
