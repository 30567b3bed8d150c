/** What became of one SELECT. */
export interface SelectOutcome {
  readonly file: string;
  readonly line: number;
  readonly sql: string;
  /**
   * - `refused`: the engine plans no such text; not counted as a SELECT;
   * - `same`: both lanes have the same rows, in the same order unless SQL alone has none, or fail with the same code;
   * - `same-in-another-order`: the same rows in another order;
   * - `by-sql`: not carried by Substrait, `reason` says why;
   * - `unstable`: SQL alone has other rows each time;
   * - `wrong`: the lanes differ.
   */
  readonly lanes: "refused" | "same" | "same-in-another-order" | "by-sql" | "unstable" | "wrong";
  readonly reason?: string;
  /** What the preflight says: the codes of its errors, none where it passes. */
  readonly preflight: readonly string[];
  /** Whether the engine's half took part in that, which is so unless SQLGlot could not read it. */
  readonly message?: string;
}

/** What the judge of a file tells the process that started it. */
export type JudgeMessage =
  | { readonly kind: "select"; readonly sql: string; readonly file: string; readonly line: number }
  | { readonly kind: "outcome"; readonly outcome: SelectOutcome }
  | { readonly kind: "file-ended"; readonly file: string };
