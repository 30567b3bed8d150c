import {
  type CallOptions,
  type EngineSession,
  NativeError,
  type PreparedPlan,
  type SubstraitRefusal,
} from "@causeway/ext-native";
import type { RunRecorder } from "@causeway/obs";
import {
  type CompiledLane,
  type CompileLaneOptions,
  compileLane,
  hashPlanBytes,
  LaneError,
  type LaneMode,
  type PlanCodec,
  type Relation,
} from "@causeway/substrait-lane";
import type { KeptDryRun } from "./native-adapters.js";
import type { LaneSummary } from "./run-report.js";
import { RuntimeError } from "./runtime-error.js";

/** A plan, how it came to the engine, and its bytes where it came by Substrait. */
export interface LanePlan {
  readonly plan: PreparedPlan;
  readonly lane: LaneSummary;
  readonly substrait?: Uint8Array | undefined;
}

/** What the lane needs to know. */
export interface LaneWork {
  readonly engine: EngineSession;
  readonly mode: LaneMode;
  /** Holds the plan of the SQL text, if that has been planned. */
  readonly dryRun: KeptDryRun;
  readonly limits: CallOptions;
  readonly run: Pick<RunRecorder, "event">;
}

/**
 * The plan of a text or a relation, by its lane. In the Substrait lane what runs is what the bytes stand for: those of a text are the engine's, and
 * proved; those of a relation are made of it, and proved against its SQL.
 *
 * Errors: `lane-refused` where only Substrait will do; those of the engine.
 */
export async function planByLane(input: string | Relation, work: LaneWork): Promise<LanePlan> {
  const { engine, mode, dryRun, limits, run } = work;
  // What the engine has against a text is its own error, not one of the lane.
  if (typeof input === "string") await dryRun.plan(input);
  const compiled = await compiledBy(input, {
    lane: mode,
    codec: codecOver(dryRun, limits),
    run,
    signal: limits.signal,
  });
  const { planHash } = compiled;
  if (compiled.lane === "sql") {
    const { fallback } = compiled;
    const plan = await dryRun.plan(compiled.sql);
    if (fallback === undefined) return { plan, lane: { lane: "sql", planHash } };
    const { code, reason, node } = fallback;
    const why = node === undefined ? { code, reason } : { code, reason, node };
    return { plan, lane: { lane: "sql", planHash, fallback: why } };
  }
  const { planBytes, substraitHash } = compiled;
  const lane = { lane: "substrait", planHash, substraitHash } as const;
  try {
    const plan = await engine.prepareSubstrait(planBytes, limits);
    const difference = typeof input === "string" ? undefined : await differenceToSql(plan, compiled.sql, work);
    if (difference === undefined) return { plan, lane, substrait: planBytes };
    const { code, reason, node } = difference;
    if (mode === "substrait-only") throw new LaneError("lane-refused", reason, { refusal: { code, reason, node } });
    const fallback = { code, reason, node };
    run.event("lane-fallback", { planHash, ...fallback });
    return { plan: await dryRun.plan(compiled.sql), lane: { lane: "sql", planHash, fallback } };
  } catch (error) {
    // The engine has no form for what the relation says, and it may have one for the SQL.
    if (mode === "substrait-only" || !isUnreadable(error)) throw error;
    const fallback = { code: "not-carried", reason: error.message };
    run.event("lane-fallback", { planHash, ...fallback });
    return { plan: await dryRun.plan(compiled.sql), lane: { lane: "sql", planHash, fallback } };
  }
}

/**
 * How the plan of a relation's bytes differs from that of its SQL: our encoder and our renderer are proved by each other. Undefined where they are the same
 * query, and where the engine does not plan the SQL, so that there is nothing to go by instead.
 */
async function differenceToSql(
  plan: PreparedPlan,
  sql: string,
  { engine, limits }: LaneWork,
): Promise<SubstraitRefusal | undefined> {
  let text: PreparedPlan;
  try {
    text = await engine.prepare(sql, limits);
  } catch (error) {
    if (NativeError.isInstance(error) && !stopped.has(error.code)) return undefined;
    throw error;
  }
  return text.difference(plan, limits);
}

/** The plan of bytes. Errors: `invalid-option` for the lane `sql`; those of the engine. */
export async function planOfBytes(bytes: Uint8Array, { engine, mode, limits }: LaneWork): Promise<LanePlan> {
  if (mode === "sql") {
    throw new RuntimeError("invalid-option", "the bytes of a plan cannot go by SQL", { option: "lane" });
  }
  const hash = hashPlanBytes(bytes);
  const lane = { lane: "substrait", planHash: hash, substraitHash: hash } as const;
  return { plan: await engine.prepareSubstrait(bytes, limits), lane, substrait: bytes };
}

function codecOver(dryRun: KeptDryRun, limits: CallOptions): PlanCodec {
  return {
    async encode(sql) {
      const plan = await dryRun.plan(sql);
      const { bytes, refusal } = await plan.substrait(limits);
      return bytes ?? { code: refusal.code, reason: refusal.reason, node: refusal.node };
    },
  };
}

async function compiledBy(input: string | Relation, options: CompileLaneOptions): Promise<CompiledLane> {
  try {
    return await compileLane(input, options);
  } catch (error) {
    // The engine failed, or was called off, while it wrote the bytes.
    throw LaneError.isInstance(error) && NativeError.isInstance(error.cause) ? error.cause : error;
  }
}

const stopped: ReadonlySet<string> = new Set(["aborted", "timeout", "session-closed"]);
const unreadable: ReadonlySet<string> = new Set(["not-supported", "invalid-plan", "query-too-deep"]);

function isUnreadable(error: unknown): error is NativeError {
  return NativeError.isInstance(error) && unreadable.has(error.code);
}
