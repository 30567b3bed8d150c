import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { NativeErrorCode } from "./native-error-codes.js";

/** A place in the SQL text. Line and column count from 1, the column in characters. */
export interface SqlPosition {
  readonly line: number;
  readonly column: number;
}

/** One thing that a policy has against a plan. */
export interface PolicyRefusal {
  readonly code: NativeErrorCode;
  readonly culprit: string;
  readonly message: string;
  readonly position?: SqlPosition;
}

/** What is wrong with the value of one parameter. */
export interface ParameterFault {
  readonly code: Extract<NativeErrorCode, "parameter-missing" | "parameter-extra" | "parameter-type">;
  /** `$1`, `$name`. */
  readonly parameter: string;
  readonly message: string;
}

/** The data needed to act on a `NativeError`. The README's table says which code carries which. */
export interface NativeErrorDetails {
  readonly position?: SqlPosition;
  readonly table?: string;
  readonly column?: string;
  readonly function?: string;
  /** The name of a function's argument. */
  readonly argument?: string;
  /** The name of an expression planner. */
  readonly planner?: string;
  /** The names that there are. */
  readonly known?: readonly string[];
  /** What an addon of another version does not have. */
  readonly missing?: readonly string[];
  /** Which of several statements, from 0. */
  readonly index?: number;
  /** `$1`, `$name`. */
  readonly parameter?: string;
  /** All that is wrong with the values of parameters, the first of which the error is about. */
  readonly faults?: readonly ParameterFault[];
  readonly expected?: string;
  readonly given?: string;
  readonly option?: string;
  readonly setting?: string;
  /** The kind of statement that was refused, for example `COPY`. */
  readonly statement?: string;
  /** The member of `EngineOptions.allow` that would permit the statement. */
  readonly allow?: string;
  /** The rule of a policy that cannot be enforced. */
  readonly rule?: string;
  /** All that the policy has against a plan, the first of which the error is about. */
  readonly refusals?: readonly PolicyRefusal[];
  readonly path?: string;
  /** Redacted: no user information, no query string. */
  readonly uri?: string;
  readonly version?: number;
  readonly newestVersion?: number;
  readonly oldestVersion?: number;
  /** The version that was committed before the failure. */
  readonly committedVersion?: number;
  /** A property of a Delta table. */
  readonly property?: string;
  /** The application of a transaction. */
  readonly appId?: string;
  readonly timestamp?: string;
  /** The Delta table feature that is not supported. */
  readonly feature?: string;
  readonly depth?: number;
  readonly bytes?: number;
  readonly limit?: number;
  readonly limitBytes?: number;
  /** For example `linux-x64-gnu`. */
  readonly platform?: string;
  /** Source file and line of a panic inside the engine. */
  readonly location?: string;
  /** Index of a row, from 0. */
  readonly row?: number;
  /** What a Standard Schema validator found. */
  readonly issues?: readonly StandardSchemaV1.Issue[];
  readonly [name: string]: unknown;
}
