import { rm } from "node:fs/promises";
import { EngineSession } from "@causeway/ext-native";
import { openSession } from "@causeway/runtime";

/** The two versions of the table: the first quarter creates it, the second is appended. */
const quarters = [
  { mode: "create", months: "month <= '2001-03'" },
  { mode: "append", months: "month > '2001-03'" },
] as const;

/** What one pass over a table finds; equal totals mean that the copy is whole and readable. */
const totals = "SELECT count(*) AS flights, sum(distance) AS miles, sum(delay) AS minutes FROM ";

/** Writes the flights as a Delta table partitioned by month, in two versions, or keeps the one that stands there. */
export async function ensureFlightsTable(table: string, parquet: string): Promise<"kept" | "written"> {
  if (await isWhole(table, parquet)) return "kept";
  await rm(table, { recursive: true, force: true });
  await writeFlightsTable(table, parquet);
  return "written";
}

/** True when the folder holds version 1 of the table, with every flight of the source. */
async function isWhole(table: string, parquet: string): Promise<boolean> {
  const session = await openSession({ tables: { source: { parquet } } });
  try {
    await session.tables.register("flights", { delta: table });
    const { version } = await session.delta(table).describe();
    const [expected, found] = await Promise.all(
      ["source", "flights"].map(async (name) => (await session.query(totals + name)).rows({ mode: "json" })),
    );
    return version === 1 && JSON.stringify(found) === JSON.stringify(expected);
  } catch {
    // Whatever is wrong with the folder (no table, a write cut short, a damaged file), writing it anew is the answer.
    return false;
  } finally {
    await session.close();
  }
}

async function writeFlightsTable(table: string, parquet: string): Promise<void> {
  const engine = EngineSession.open();
  try {
    await engine.registerTable("source", { parquet });
    for (const { mode, months } of quarters) {
      const plan = await engine.prepare(`
        SELECT * FROM (SELECT *, to_char(date, '%Y-%m') AS month FROM source) WHERE ${months}`);
      await engine.delta(table).write(plan, { mode, partitionBy: ["month"] });
    }
  } finally {
    await engine.close();
  }
}
