import {
  type EngineSession,
  NativeError,
  type PreparedPlan,
  readRows,
  type SubstraitRefusal,
} from "../../src/index.js";

/** What became of a query that was sent by both lanes. */
export type LanesOutcome =
  | { readonly lane: "both"; readonly sql: string; readonly substrait: string; readonly bytes: Uint8Array }
  | { readonly lane: "sql"; readonly refusal: SubstraitRefusal };

/** Runs a query by its SQL and by its bytes. Rows are texts in an order of their own, as far as the query orders none; an error is its code. */
export async function byBothLanes(session: EngineSession, sql: string): Promise<LanesOutcome> {
  const plan = await session.prepare(sql);
  const { bytes, refusal } = await plan.substrait();
  if (bytes === undefined) return { lane: "sql", refusal };
  const returned = await session.prepareSubstrait(bytes);
  return { lane: "both", sql: await rowsText(plan), substrait: await rowsText(returned), bytes };
}

/** The columns and the rows of a plan's result. */
export async function rowsText(plan: PreparedPlan): Promise<string> {
  try {
    const rows: string[] = [];
    for await (const batch of await plan.execute()) {
      for (const row of readRows(batch)) rows.push(JSON.stringify(Object.values(row), plain));
    }
    const names = plan.schema.fields.map(({ name, type }) => `${name}: ${type}`);
    return [names.join(", "), ...rows.sort()].join("\n");
  } catch (error) {
    if (!NativeError.isInstance(error)) throw error;
    return `error ${error.code}`;
  }
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return [...value].join(" ");
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
