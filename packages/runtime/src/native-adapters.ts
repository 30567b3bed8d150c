import { type CancelOptions, type EngineSession, NativeError, type PreparedPlan } from "@causeway/ext-native";
import { type Diagnostic, type DiagnosticCode, isDiagnosticCode, type PlanFindings } from "@causeway/sql-preflight";

/** The engine's planner as the preflight's dry run. It keeps the plan, so that what was planned for the check is not planned again. */
export class KeptDryRun {
  readonly #engine: EngineSession;
  readonly #limits: CancelOptions;
  #plan: PreparedPlan | undefined;
  #error: unknown;

  constructor(engine: EngineSession, limits: CancelOptions) {
    this.#engine = engine;
    this.#limits = limits;
  }

  /** What the engine threw when it planned, if it did: the first-hand account, where a report has only its summary. */
  get error(): unknown {
    return this.#error;
  }

  /** Takes a plan that has been made of the same query in another way. */
  keep(plan: PreparedPlan): void {
    this.#plan = plan;
  }

  /** The plan of the text: the one that the dry run made, or a new one if there was no dry run. */
  async plan(sql: string): Promise<PreparedPlan> {
    this.#plan ??= await this.#engine.prepare(sql, this.#limits);
    return this.#plan;
  }

  /** The port `PlanDryRun`. */
  readonly run = async (sql: string): Promise<PlanFindings> => {
    try {
      return findingsOf(await this.plan(sql));
    } catch (error) {
      this.#error = error;
      const diagnostic = diagnosticOf(error);
      if (diagnostic === undefined) throw error;
      return { diagnostics: [diagnostic], statementKind: undefined, tables: [], outputColumns: [], parameters: [] };
    }
  };
}

function findingsOf({ statementKind, scans, schema, parameters }: PreparedPlan): PlanFindings {
  return {
    diagnostics: [],
    statementKind,
    // Of another kind are table functions, and what SQL itself has made where the session lets it: they hold only what a statement that
    // was checked as well has read from registered tables.
    tables: scans.filter(({ kind }) => kind !== "other").map(({ table }) => table),
    outputColumns: schema.fields.map(({ name, type, nullable }) => ({ name, type: String(type), nullable })),
    parameters,
  };
}

/** What the engine has against a statement; undefined when it failed for another reason. */
function diagnosticOf(error: unknown): Diagnostic | undefined {
  if (!NativeError.isInstance(error)) return undefined;
  const code: DiagnosticCode | undefined =
    error.code === "statement-refused"
      ? "statement-not-allowed"
      : isDiagnosticCode(error.code)
        ? error.code
        : undefined;
  if (code === undefined) return undefined;
  const { position, table, column, function: functionName, parameter, statement } = error.details;
  return {
    code,
    severity: "error",
    message: error.message.slice(error.code.length + 2),
    ...position,
    suggestions: [],
    culprit: table ?? column ?? functionName ?? parameter ?? statement,
  };
}
