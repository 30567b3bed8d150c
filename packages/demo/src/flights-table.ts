import { rm } from "node:fs/promises";
import { EngineSession, type WriteReport } from "@causeway/ext-native";
import { openSession } from "@causeway/runtime";

/** The two versions of the table: the first quarter creates it, the rest is appended. */
const quarters = [
  { mode: "create", months: "month <= '2001-03'" },
  { mode: "append", months: "month > '2001-03'" },
] as const;

/** What one pass over a table finds; equal totals mean that the copy is whole and readable. */
const totals = "SELECT count(*) AS flights, sum(distance) AS miles, sum(delay) AS minutes FROM ";

/** True when the folder holds the table as {@link writeFlightsTable} leaves it, with every flight of the source. */
export async function isFlightsTableWhole(table: string, parquet: string): Promise<boolean> {
  const session = await openSession({ tables: { source: { parquet } } });
  try {
    await session.tables.register("flights", { delta: table });
    const { version } = await session.delta(table).describe();
    const [expected, found] = await Promise.all(
      ["source", "flights"].map(async (name) => (await session.query(totals + name)).rows({ mode: "json" })),
    );
    return version === quarters.length - 1 && JSON.stringify(found) === JSON.stringify(expected);
  } catch {
    // Whatever is wrong with the folder (no table, a write cut short, a damaged file), the answer is to write it anew.
    return false;
  } finally {
    await session.close();
  }
}

/** Writes the flights as a Delta table partitioned by month, in two versions, and tells of each as it is done. */
export async function* writeFlightsTable(table: string, parquet: string): AsyncGenerator<WriteReport, void> {
  await rm(table, { recursive: true, force: true });
  const engine = EngineSession.open();
  try {
    await engine.registerTable("source", { parquet });
    for (const { mode, months } of quarters) {
      const plan = await engine.prepare(`
        SELECT * FROM (SELECT *, to_char(date, '%Y-%m') AS month FROM source) WHERE ${months}`);
      yield await engine.delta(table).write(plan, { mode, partitionBy: ["month"] });
    }
  } finally {
    await engine.close();
  }
}
