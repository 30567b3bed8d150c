import type { CustomName, RunAttributes } from "./event-types.js";
import type { RunReportArtifact } from "./run-report-artifact.js";

/** The text of a query and what was found in it. SQL is sensitive: it is recorded only where that was asked for. */
export interface StatementArtifact {
  readonly sql: string;
  readonly findings: readonly StatementFinding[];
}

/** One finding of the preflight. Lines and columns begin at 1, in UTF-16 code units of the text; the end is the place after the last. */
export interface StatementFinding {
  readonly code: string;
  readonly severity: "error" | "warning" | "information";
  readonly message: string;
  /** @asType integer */
  readonly line?: number;
  /** @asType integer */
  readonly column?: number;
  /** @asType integer */
  readonly endLine?: number;
  /** @asType integer */
  readonly endColumn?: number;
  /** Names that may have been meant. */
  readonly suggestions: readonly string[];
}

/** The plans of one query. */
export interface PlanArtifact {
  /** Hash of the query, the same as in `lane-fallback` and in the plan cache. */
  readonly planHash?: string;
  /** The lane that the plan was compiled for. */
  readonly lane?: string;
  /** The logical plan before the optimiser, as text. */
  readonly logical?: string;
  /** The logical plan after the optimiser, as text. */
  readonly optimized?: string;
  /** The physical plan, as text. */
  readonly physical?: string;
  /** The plan's Substrait bytes in base64. */
  readonly substrait?: string;
}

/** SQLGlot's syntax tree of a statement. */
export interface SqlglotAstArtifact {
  /** The version of SQLGlot that wrote the tree, and that alone reads it. */
  readonly sqlglot: string;
  /** SHA-256 of the text in hexadecimal. */
  readonly sqlHash: string;
  /** SHA-256 of the policy that it was checked against, in hexadecimal. */
  readonly policyHash?: string;
  /** The tree as plain JSON, as `sqlglot.serde` writes it. */
  readonly tree: unknown;
}

/** What the engine and this build of it can do. */
export interface CapabilitiesArtifact {
  /** Version of the engine's own crate. */
  readonly engine: string;
  readonly datafusion: string;
  readonly deltalake: string;
  readonly arrow: string;
  /** Stores that tables may live in. */
  readonly stores: readonly string[];
  /** Operating system and processor, for example `linux-x86_64`. */
  readonly platform: string;
  /** Versions of the packages in play, by name. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Version of the Substrait specification. */
  readonly substrait?: string;
  /**
   * The interface between the addon and its TypeScript side.
   * @asType integer
   */
  readonly abi?: number;
  /** Formats that tables may be in. */
  readonly formats?: readonly string[];
  /** Codecs of Parquet files. */
  readonly parquetCompression?: readonly string[];
  /** The lanes that a query can take. */
  readonly lanes?: readonly string[];
  /** Table features of the Delta protocol that are read and written, by the names in its specification. */
  readonly deltaFeatures?: { readonly reader: readonly string[]; readonly writer: readonly string[] };
  /** The expression planners of the session. */
  readonly exprPlanners?: readonly string[];
  /** The functions of the session beside the engine's own. */
  readonly functions?: readonly string[];
}

/** How one cache of a session is set up. */
export interface CacheConfigArtifact {
  /** Which cache: `plan`, for one. */
  readonly cache: string;
  readonly enabled: boolean;
  /** The levels in the order in which they are asked. */
  readonly levels: readonly CacheLevelConfig[];
  /** How long a refusal is kept, in milliseconds. */
  readonly refusalTtlMs?: number;
  /** What it holds and has done by now. */
  readonly totals?: CacheTotalsPart;
  /**
   * Of a cache that lives for one scan and has no entries to tell: rows that were decoded for it by now.
   * @asType integer
   */
  readonly rowsDecoded?: number;
  /**
   * Rows that it has served by now.
   * @asType integer
   */
  readonly rowsServed?: number;
}

/** What a cache holds and has done. */
export interface CacheTotalsPart {
  /** @asType integer */
  readonly entries: number;
  /** @asType integer */
  readonly bytes: number;
  /** @asType integer */
  readonly hits: number;
  /** @asType integer */
  readonly misses: number;
}

/** One level of a cache. */
export interface CacheLevelConfig {
  /** `memory`, `disk`, or the name of a store of one's own. */
  readonly store: string;
  /**
   * Most bytes that it keeps.
   * @asType integer
   */
  readonly maxBytes?: number;
  /** Longest that an entry is kept, in milliseconds. */
  readonly maxAgeMs?: number;
}

/** Which files of each scan of a query were chosen, and what proves that the others hold no row. */
export interface PruningArtifact {
  readonly scans: readonly PruningArtifactScan[];
}

/** One scan of a Delta table. */
export interface PruningArtifactScan {
  /**
   * Number of the scan in its plan.
   * @asType integer
   */
  readonly id: number;
  readonly table: string;
  /** @asType integer */
  readonly version: number;
  /** The columns that are read. */
  readonly columns: readonly string[];
  /** What the optimizer pushed to the scan, as a tree. Absent: nothing. */
  readonly predicate?: unknown;
  readonly chosenBy: "engine" | "pruner";
  /** What the pruner found: counts, what each condition did, and the first of the skipped files. */
  readonly report?: object;
}

/** What somebody else than the run has measured in it, such as its engine, span by span. */
export interface SpansArtifact {
  /** In the order in which they began. */
  readonly spans: readonly SpanPart[];
  /**
   * Spans that there was no room for.
   * @asType integer
   */
  readonly dropped: number;
}

export interface SpanPart {
  /** Unique within the artifact. */
  readonly id: string;
  /** The span that it is part of; absent for the topmost. */
  readonly parentId?: string;
  readonly name: string;
  /** Start in milliseconds since 1970-01-01 UTC. */
  readonly startMs: number;
  /** Duration in milliseconds. */
  readonly durationMs: number;
  readonly failed?: boolean;
  readonly attributes: RunAttributes;
}

/** The artifacts that Causeway records, by name. Their payloads can be large; rows of events never are. */
export interface ArtifactTypes {
  statement: StatementArtifact;
  "sqlglot-ast": SqlglotAstArtifact;
  plan: PlanArtifact;
  "cache-config": CacheConfigArtifact;
  capabilities: CapabilitiesArtifact;
  pruning: PruningArtifact;
  spans: SpansArtifact;
  "run-report": RunReportArtifact;
}

export type ArtifactName = keyof ArtifactTypes | CustomName;

/** The payload that belongs to an artifact's name. */
export type ArtifactPayload<Name extends ArtifactName> = Name extends keyof ArtifactTypes
  ? ArtifactTypes[Name]
  : object;
