/** What a fresh process went through, in milliseconds; the child writes it to standard output as JSON. */
export interface ColdPhases {
  /** When the first line of the child ran, in milliseconds since 1970. */
  readonly firstLineAt: number;
  readonly importMs: number;
  readonly openMs: number;
  readonly queryMs: number;
  readonly closeMs: number;
  /** The rows of the first query, each `[n_regionkey, nations]` as text. */
  readonly rows: readonly (readonly string[])[];
}

/** The first query: small, over a Parquet file. */
export const coldSql = "SELECT n_regionkey, count(*) AS nations FROM nation GROUP BY n_regionkey ORDER BY n_regionkey";
