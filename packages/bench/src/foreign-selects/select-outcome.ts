/** What became of one SELECT. */
export interface SelectOutcome {
  readonly file: string;
  readonly line: number;
  readonly sql: string;
  /**
   * - `refused`: the engine plans no such text; not counted as a SELECT;
   * - `fails`: the engine plans it, and no lane runs it; not counted either;
   * - `same`: both lanes have the same rows, in the same order unless SQL alone has none;
   * - `same-in-another-order`: the same rows in another order;
   * - `by-sql`: not carried by Substrait, `reason` says why;
   * - `unstable`: SQL alone has other rows each time;
   * - `wrong`: the lanes differ.
   */
  readonly lanes: "refused" | "fails" | "same" | "same-in-another-order" | "by-sql" | "unstable" | "wrong";
  readonly reason?: string;
  /** What the preflight has against it, with the engine's planner beside it, and alone with the schemas of the tables. */
  readonly preflight: Findings;
  readonly preflightAlone: Findings;
}

/** Codes of errors, none where a check passes, and the first message. */
export interface Findings {
  readonly codes: readonly string[];
  readonly message?: string;
}

/** What the judge of a file tells the process that started it. */
export type JudgeMessage =
  | { readonly kind: "select"; readonly sql: string; readonly file: string; readonly line: number }
  | { readonly kind: "outcome"; readonly outcome: SelectOutcome }
  | { readonly kind: "file-ended"; readonly file: string };
