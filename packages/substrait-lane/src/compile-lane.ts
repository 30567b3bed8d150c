import type { RunRecorder } from "@causeway/obs";
import type { CompiledLane, LaneFallback, LaneMode } from "./compiled-lane.js";
import { LaneError } from "./lane-error.js";
import { planOrRefusal } from "./lane-refusals.js";
import type { LaneRefusal, PlanCodec } from "./plan-codec.js";
import { hashPlanBytes, hashRelation, hashSql } from "./plan-hash.js";
import { Relation } from "./relation/relation.js";
import { renderSql } from "./render/render-sql.js";

export interface CompileLaneOptions {
  readonly lane: LaneMode;
  /** Makes the Substrait bytes of a text. Without one every text goes by SQL, and says so. */
  readonly codec?: PlanCodec | undefined;
  /** Names of the functions that users have registered with the engine: one that is named like an operator would stand in for it. */
  readonly registeredFunctions?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Takes a `lane-fallback` event when a query that was asked to go by Substrait goes by SQL. */
  readonly run?: Pick<RunRecorder, "event"> | undefined;
}

const codecMissing: LaneFallback = {
  code: "codec-missing",
  reason: "No codec was given, so there is nothing that can make Substrait bytes of a query.",
};

/**
 * Decides how a query travels to the engine and prepares it for that lane. A query is a text of SQL, which is never changed, or a relation. The bytes of a text come
 * from the codec, those of a relation from this package.
 *
 * @throws {LaneError}
 */
export async function compileLane(input: string | Relation, options: CompileLaneOptions): Promise<CompiledLane> {
  const { lane, signal, run } = options;
  checkLane(lane);
  const query = queryOf(input);
  if (signal?.aborted) throw abortedError(signal.reason);
  const { sql, planHash } = query;
  if (lane === "sql") return { lane, sql, planHash };
  const answer = await query.plan(options);
  if (answer instanceof Uint8Array) {
    return { lane: "substrait", sql, planBytes: answer, planHash, substraitHash: hashPlanBytes(answer) };
  }
  if (lane === "substrait-only") throw refusedError(answer);
  const { code, reason, node } = answer;
  const fallback = node === undefined ? { code, reason } : { code, reason, node };
  run?.event("lane-fallback", { planHash, ...fallback });
  return { lane: "sql", sql, planHash, fallback };
}

/** A query, whichever of the two it came as. */
interface Query {
  readonly sql: string;
  readonly planHash: string;
  readonly plan: (options: CompileLaneOptions) => Promise<Uint8Array | LaneRefusal | LaneFallback>;
}

function queryOf(input: string | Relation): Query {
  if (Relation.isInstance(input)) return relationQuery(input);
  checkInput(input);
  const plan = async ({ codec, signal }: CompileLaneOptions) =>
    codec === undefined ? codecMissing : encode(input, codec, signal);
  return { sql: input, planHash: hashSql(input), plan };
}

function relationQuery(relation: Relation): Query {
  const plan = async ({ registeredFunctions = [] }: CompileLaneOptions) => {
    const answer = planOrRefusal(relation.node, { registeredFunctions });
    return "bytes" in answer ? answer.bytes : answer;
  };
  return { sql: renderSql(relation), planHash: hashRelation(relation.node), plan };
}

async function encode(
  sql: string,
  codec: PlanCodec,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | LaneRefusal> {
  let answer: Uint8Array | LaneRefusal;
  try {
    answer = await codec.encode(sql, { signal });
  } catch (cause) {
    if (signal?.aborted) throw abortedError(signal.reason);
    throw new LaneError("codec-failed", "the codec could not say whether the query can go by Substrait", { cause });
  }
  if (signal?.aborted) throw abortedError(signal.reason);
  const isBytes = answer instanceof Uint8Array && answer.length > 0;
  if (!isBytes && !isRefusal(answer)) {
    throw new LaneError("codec-invalid", "the codec gave neither the bytes of a plan nor a refusal");
  }
  return answer;
}

function isRefusal(answer: unknown): answer is LaneRefusal {
  if (typeof answer !== "object" || answer === null || answer instanceof Uint8Array) return false;
  const { code, reason } = answer as Partial<LaneRefusal>;
  return typeof code === "string" && typeof reason === "string";
}

function checkInput(input: string): void {
  if (typeof input !== "string")
    throw new LaneError("invalid-input", `a query is a text or a relation, this is ${typeof input}`);
  if (input.trim() === "") throw new LaneError("invalid-input", "the query is empty");
  // Such a text has no UTF-8 form: its hash would be the hash of another text.
  if (/\p{Surrogate}/u.test(input)) throw new LaneError("invalid-input", "the query holds half a surrogate pair");
}

function checkLane(lane: LaneMode): void {
  if (lane !== "prefer-substrait" && lane !== "substrait-only" && lane !== "sql") {
    throw new LaneError("unknown-lane", `${String(lane)} is none of prefer-substrait, substrait-only, sql`);
  }
}

function refusedError(refusal: LaneRefusal | LaneFallback): LaneError {
  if (refusal.code === "codec-missing") return new LaneError("codec-missing", refusal.reason);
  const { code, reason, node } = refusal;
  return new LaneError("lane-refused", `${reason} (${code})`, { refusal: { code, reason, node } });
}

function abortedError(reason: unknown): LaneError {
  return new LaneError("aborted", "compiling was called off", { cause: reason });
}
