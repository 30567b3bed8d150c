import { NativeError, type Session } from "@causeway/runtime";
import { LaneError } from "@causeway/substrait-lane";
import type { SelectOutcome } from "./select-outcome.js";

type LanesOutcome = Pick<SelectOutcome, "lanes" | "reason">;

/** Runs a SELECT by its SQL and by Substrait, and compares the rows. */
export async function judgeLanes(session: Session, sql: string): Promise<LanesOutcome> {
  const prepared = await session.compile(sql, { lane: "sql", preflight: "off" }).catch(() => undefined);
  if (prepared === undefined) return { lanes: "refused" };
  const bySql = await answer(session, sql, "sql");
  const bySubstrait = await answer(session, sql, "substrait-only");
  const fails = bySql.lines.some((line) => line.startsWith("error "));
  if (fails && (bySubstrait.refusal !== undefined || differenceOf(bySql, bySubstrait) === "none"))
    return { lanes: "fails" };
  if (bySubstrait.refusal !== undefined) return { lanes: "by-sql", reason: bySubstrait.refusal };
  const difference = differenceOf(bySql, bySubstrait);
  if (difference === "none") return { lanes: "same" };
  for (let round = 0; round < 3; round += 1) {
    const ofItself = differenceOf(bySql, await answer(session, sql, "sql"));
    if (ofItself === "rows") return { lanes: "unstable" };
    if (ofItself === "order" && difference === "order") return { lanes: "same" };
  }
  const reason = [bySql, bySubstrait].map(({ lines }) => lines.join("\n").slice(0, 300)).join(" ≠ ");
  return { lanes: difference === "order" ? "same-in-another-order" : "wrong", reason };
}

interface Answer {
  /** Columns, then rows in their order. */
  readonly lines: readonly string[];
  readonly refusal?: string;
}

async function answer(session: Session, sql: string, lane: "sql" | "substrait-only"): Promise<Answer> {
  try {
    const result = await session.query(sql, { lane, preflight: "off", timeoutMs: 30_000 });
    const lines = [
      result.schema.fields.map(({ name, type, nullable }) => `${name}: ${type}${nullable ? "?" : ""}`).join(", "),
    ];
    for await (const batch of result) {
      const columns = batch.schema.fields.map((_, index) => batch.getChildAt(index));
      for (let row = 0; row < batch.numRows; row += 1) {
        lines.push(
          JSON.stringify(
            columns.map((column) => column?.get(row)),
            plain,
          ),
        );
      }
    }
    return { lines };
  } catch (error) {
    if (LaneError.isInstance(error)) {
      const { code, reason, node } = error.refusal ?? { code: error.code, reason: error.message };
      return { lines: [], refusal: `${code} ${reason} [${node ?? ""}]` };
    }
    if (NativeError.isInstance(error)) return { lines: [`error ${error.code}`] };
    return { lines: [`error ${String(error)}`] };
  }
}

function differenceOf(one: Answer, other: Answer): "none" | "order" | "rows" {
  if (one.lines.join("\n") === other.lines.join("\n")) return "none";
  return one.lines.toSorted().join("\n") === other.lines.toSorted().join("\n") ? "order" : "rows";
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return [...value].join(" ");
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
