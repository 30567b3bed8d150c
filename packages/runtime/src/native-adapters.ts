import {
  type CancelOptions,
  type EngineSession,
  NativeError,
  type NativeErrorCode,
  type PolicyRefusal,
  type PreparedPlan,
  type QueryParameters,
} from "@causeway/ext-native";
import { type Diagnostic, type DiagnosticCode, isDiagnosticCode, type PlanFindings } from "@causeway/sql-preflight";
import { enforcedRules } from "./engine-policy.js";
import { parameterFindings } from "./parameter-findings.js";

/** The engine's planner as the preflight's dry run. It keeps the plan, so that what was planned for the check is not planned again. */
export class KeptDryRun {
  readonly #engine: EngineSession;
  readonly #limits: CancelOptions;
  readonly #parameters: QueryParameters | undefined;
  #plan: PreparedPlan | undefined;
  #error: unknown;

  /** `parameters`: values that are to be held against the plan as well. Without them the plan is left open. */
  constructor(engine: EngineSession, limits: CancelOptions, parameters?: QueryParameters) {
    this.#engine = engine;
    this.#limits = limits;
    this.#parameters = parameters;
  }

  /** What the engine threw when it planned, if it did: the first-hand account, where a report has only its summary. */
  get error(): unknown {
    return this.#error;
  }

  /** Takes a plan that has been made of the same query in another way. */
  keep(plan: PreparedPlan): void {
    this.#plan = plan;
  }

  /** The engine could not plan the text; a refusal by the policy is none of that. */
  get hasFailed(): boolean {
    return this.#error !== undefined && refusalsOf(this.#error).length === 0;
  }

  /** The plan of the text: the one that the dry run made, or a new one if there was no dry run. */
  async plan(sql: string): Promise<PreparedPlan> {
    this.#plan ??= await this.#engine.prepare(sql, this.#limits);
    return this.#plan;
  }

  async #judgeParameters(sql: string, plan: PreparedPlan): Promise<readonly Diagnostic[]> {
    if (this.#parameters === undefined || plan.statementKind !== "query") return [];
    try {
      await plan.bind({ ...this.#limits, parameters: this.#parameters });
      return [];
    } catch (error) {
      const findings = parameterFindings(sql, error);
      if (findings.length === 0) throw error;
      return findings;
    }
  }

  /** The port `PlanDryRun`. */
  readonly run = async (sql: string): Promise<PlanFindings> => {
    try {
      const plan = await this.plan(sql);
      return { ...findingsOf(plan), diagnostics: await this.#judgeParameters(sql, plan) };
    } catch (error) {
      this.#error = error;
      const refusals = policyDiagnostics(error);
      const diagnostics = refusals.length > 0 ? refusals : [diagnosticOf(error)].filter((one) => one !== undefined);
      if (diagnostics.length === 0) throw error;
      return {
        diagnostics,
        enforced: enforcedRules,
        statementKind: undefined,
        tables: [],
        outputColumns: [],
        parameters: [],
      };
    }
  };
}

/** What the policy has against a plan, all of it; nothing where the engine failed for another reason. */
export function policyDiagnostics(error: unknown): readonly Diagnostic[] {
  return refusalsOf(error).map(diagnosticOfRefusal);
}

/** What the engine knows of a plan that it has made, and so permits. */
export function findingsOf({ statementKind, scans, schema, parameters }: PreparedPlan): PlanFindings {
  return {
    diagnostics: [],
    enforced: enforcedRules,
    statementKind,
    // Of another kind are table functions, and what SQL itself has made where the session lets it: they hold only what a statement that
    // was checked as well has read from registered tables.
    tables: scans.filter(({ kind }) => kind !== "other").map(({ table }) => table),
    outputColumns: schema.fields.map(({ name, type, nullable }) => ({ name, type: String(type), nullable })),
    parameters,
  };
}

function refusalsOf(error: unknown): readonly PolicyRefusal[] {
  return NativeError.isInstance(error) ? (error.details.refusals ?? []) : [];
}

function diagnosticOfRefusal({ code, culprit, message, position }: PolicyRefusal): Diagnostic {
  const named = codeOf(code) ?? "statement-not-allowed";
  return { code: named, severity: "error", message, culprit, ...position, suggestions: [] };
}

/** The engine's code as the preflight knows it. */
function codeOf(code: NativeErrorCode): DiagnosticCode | undefined {
  return code === "statement-refused" ? "statement-not-allowed" : isDiagnosticCode(code) ? code : undefined;
}

/** What the engine has against a statement; undefined when it failed for another reason. */
function diagnosticOf(error: unknown): Diagnostic | undefined {
  if (!NativeError.isInstance(error)) return undefined;
  const code = codeOf(error.code);
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
