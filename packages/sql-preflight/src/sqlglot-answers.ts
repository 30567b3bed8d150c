import type { Diagnostic } from "./diagnostic.js";
import type { ColumnUse, OutputColumn, StatementParameter } from "./plan-dry-run.js";
import type { StatementKind } from "./statement-kind.js";

/** A function that a statement calls. */
export interface FunctionUse {
  readonly name: string;
  /** Null where nobody knows the function. */
  readonly kind: "scalar" | "aggregate" | "window" | "table" | null;
}

/** Where a column of the result comes from: the columns of registered tables that its values are made of. */
export interface ColumnOrigin {
  readonly name: string | null;
  readonly sources: readonly ColumnUse[];
}

/** SQLGlot's tree of a statement, as data that `readAst` reads again. */
export interface AstArtifact {
  /** The version of SQLGlot that wrote it, and that alone reads it. */
  readonly sqlglot: string;
  /** SHA-256 of the text and of the policy, in hex. */
  readonly sqlHash: string;
  readonly policyHash: string;
  /** As `sqlglot.serde` writes it. */
  readonly tree: unknown;
}

/** Where SQLGlot's time went, in milliseconds. */
export interface SqlglotTimings {
  readonly parseMs: number;
  /** Names and types. */
  readonly bindMs: number;
  /** The policy and the rest. */
  readonly checksMs: number;
  readonly totalMs: number;
}

/** How one column of a query's result comes to be: from the columns of tables, by way of the queries between. */
export interface LineageGraph {
  readonly nodes: readonly {
    readonly id: string;
    /** `output`, `table`, `cte`, `subquery` and what else a relation can be. */
    readonly kind: string;
    readonly relation: string | null;
    readonly column: string | null;
  }[];
  /** From a source to what is made of it. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** A text in another dialect, and what has to be known of it. */
export interface Transpilation {
  readonly sql: string;
  readonly report: {
    /** What the target has no words for. */
    readonly unsupported: readonly string[];
    /** The text is another one than before. */
    readonly changed: boolean;
    /** What may differ all the same. */
    readonly notes: readonly string[];
  };
}

/** A part of a query's tree. */
export interface DifferencePart {
  /** SQLGlot's name of the kind of part, such as `Column` or `Where`. */
  readonly node: string;
  readonly sql: string;
  readonly line?: number;
  readonly column?: number;
}

/** One step from a query to another. `from` is a part of the first, `to` of the second. */
export interface DifferenceEdit {
  readonly kind: "insert" | "remove" | "update" | "move";
  readonly from?: DifferencePart;
  readonly to?: DifferencePart;
}

/** What the Python half answers to `check`. */
export interface CheckAnswer {
  readonly diagnostics: readonly Diagnostic[];
  readonly statementKind: StatementKind | null;
  /** SQLGlot could not parse the text. */
  readonly unparsed: boolean;
  readonly tables: readonly string[];
  readonly columns: readonly ColumnUse[];
  readonly functions: readonly FunctionUse[];
  readonly parameters: readonly StatementParameter[];
  readonly outputColumns: readonly OutputColumn[];
  readonly lineage?: readonly ColumnOrigin[];
  readonly ast?: AstArtifact;
  readonly fingerprint: string | null;
  readonly normalizedSql: string | null;
  readonly timings: SqlglotTimings;
}

/** What the Python half answers to a request that it could not carry out. */
export interface ErrorAnswer {
  readonly error: {
    readonly code: "internal" | "invalid-request" | "syntax-error" | "too-complex";
    readonly message: string;
    readonly line?: number;
    readonly column?: number;
  };
}
