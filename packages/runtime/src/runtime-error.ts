import type { Diagnostic } from "@causeway/sql-preflight";

const marker = Symbol.for("causeway.runtime.error");

/**
 * What the runtime itself refuses. Failures of the engine and of the stages keep their own class and code.
 *
 * - `unknown-option`: there is no such option; `option` names it, `suggestions` the nearest that exist;
 * - `invalid-option`: an option has a value that it cannot take; `option` names it;
 * - `invalid-input`: a query is neither a text nor a relation nor the bytes of a plan;
 * - `preflight-refused`: the policy does not allow the statement; `diagnostics` says why;
 * - `session-closed`: the session was closed before the call.
 */
export type RuntimeErrorCode =
  | "unknown-option"
  | "invalid-option"
  | "invalid-input"
  | "preflight-refused"
  | "session-closed";

/** What a {@link RuntimeError} carries besides its code, so that a program can act on it. */
export interface RuntimeErrorDetails {
  readonly option?: string;
  readonly suggestions?: readonly string[];
  readonly diagnostics?: readonly Diagnostic[];
  readonly cause?: unknown;
}

/** The error class of this package. The message begins with the code. */
export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
  readonly code: RuntimeErrorCode;
  /** The option that is unknown or invalid. */
  readonly option: string | undefined;
  /** Known options whose names are near to the unknown one, the nearest first. */
  readonly suggestions: readonly string[];
  /** What the preflight found, for `preflight-refused`. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: RuntimeErrorCode, text: string, details: RuntimeErrorDetails = {}) {
    super(`${code}: ${text}`, "cause" in details ? { cause: details.cause } : {});
    this.code = code;
    this.option = details.option;
    this.suggestions = details.suggestions ?? [];
    this.diagnostics = details.diagnostics ?? [];
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value: unknown): value is RuntimeError {
    return typeof value === "object" && value !== null && marker in value;
  }
}
