const marker = Symbol.for("causeway.delta-pruning.error");

/**
 * What went wrong:
 * - `invalid-schema`: a schema or a type is none, or a column is asked for that it does not have;
 * - `invalid-index`: add actions do not have the shape that the Delta protocol gives them;
 * - `invalid-predicate`: a predicate holds a part or a value that is none;
 * - `invalid-option`: an option has a value that cannot be used;
 * - `unknown-file`: a commit removes a file that the index does not hold;
 * - `scan-budget-exceeded`: the files that are left are more than the budget allows; `scan` has the numbers.
 */
export type PruningErrorCode =
  | "invalid-schema"
  | "invalid-index"
  | "invalid-predicate"
  | "invalid-option"
  | "unknown-file"
  | "scan-budget-exceeded";

/** What a scan would read, and what it may. */
export interface ScanNumbers {
  readonly files: number;
  /** Size of the files in bytes. */
  readonly bytes: number;
  readonly maxFiles: number | undefined;
  readonly maxBytes: number | undefined;
}

/** The error class of this package. The message begins with the code. */
export class PruningError extends Error {
  override readonly name = "PruningError";
  readonly code: PruningErrorCode;
  /** The numbers, for `scan-budget-exceeded`. */
  readonly scan: ScanNumbers | undefined;

  constructor(code: PruningErrorCode, text: string, options?: { cause?: unknown; scan?: ScanNumbers }) {
    super(`${code}: ${text}`, options);
    this.code = code;
    this.scan = options?.scan;
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value: unknown): value is PruningError {
    return typeof value === "object" && value !== null && marker in value;
  }
}
