import {
  type CallOptions,
  type EngineSession,
  NativeError,
  type PolicyRefusal,
  type PreparedPlan,
  type QueryParameters,
} from "@causeway/ext-native";
import type { Diagnostic, PlanFindings } from "@causeway/sql-preflight";
import { codeOf, diagnosticOf } from "./engine-findings.js";
import { enforcedRules } from "./engine-policy.js";
import { parameterFindings } from "./parameter-findings.js";

/** The engine's planner as the preflight's dry run. It keeps the plan, so that what was planned for the check is not planned again. */
export class KeptDryRun {
  readonly #engine: EngineSession;
  readonly #limits: CallOptions;
  readonly #parameters: QueryParameters | undefined;
  readonly #goesOn: boolean;
  #plan: PreparedPlan | undefined;
  #error: unknown;

  /** `whole`: a plan whose values are all known is optimised too, as it is before it runs; then nothing but its rows can be wrong. */
  constructor(
    engine: EngineSession,
    limits: CallOptions,
    whole?: { readonly parameters: QueryParameters | undefined },
  ) {
    this.#engine = engine;
    this.#limits = limits;
    this.#goesOn = whole !== undefined;
    this.#parameters = whole?.parameters;
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

  /** What is found out about a plan only when it is optimised. */
  async #judgeBound(sql: string, plan: PreparedPlan): Promise<readonly Diagnostic[]> {
    const isOpen = this.#parameters === undefined && plan.parameters.length > 0;
    if (!this.#goesOn || isOpen || plan.statementKind !== "query") return [];
    try {
      await plan.bind({ ...this.#limits, ...(this.#parameters === undefined ? {} : { parameters: this.#parameters }) });
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
      return { ...findingsOf(plan), diagnostics: await this.#judgeBound(sql, plan) };
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
