import { join } from "node:path";
import { EngineSession } from "@causeway/ext-native";
import { Table } from "apache-arrow";
import { expect, onTestFinished, test } from "vitest";
import { openTestSession } from "./support/open-test-session.js";
import { picker, randomCondition, randomNumbers, randomRows } from "./support/random-sql.js";
import { rewriteLog, withAll, withColumnMapping, withDeletionVectors } from "./support/rewrite-log.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const files = 14;
const rowsPerFile = 5;
const conditions = 120;

const same = (name: string) => name;
const mapped = withColumnMapping((physical) => physical.slice("col-".length));
const kinds = [
  { kind: "plain", physical: same, change: undefined, hidden: [] },
  {
    kind: "with deletion vectors",
    physical: same,
    change: withDeletionVectors([1, 4]),
    hidden: [1, 4],
  },
  {
    kind: "with mapped columns",
    physical: (name: string) => `col-${name}`,
    change: mapped,
    hidden: [],
  },
  {
    kind: "with mapped columns and deletion vectors",
    physical: (name: string) => `col-${name}`,
    change: withAll(["deletionVectors", "columnMapping"], [withDeletionVectors([0, 2]), mapped]),
    hidden: [0, 2],
  },
] as const;

const cases = kinds.flatMap((kind, at) => [1, 2].map((seed) => ({ ...kind, seed: 10 * at + seed })));

test.each(cases)(
  "a table $kind, seed $seed: the rows with pruning are those of rows in memory",
  async (one) => {
    const { seed, physical, change, hidden } = one;
    const random = randomNumbers(seed);
    const pick = picker(random);
    const session = await openTestSession({ preflight: "off", planCache: false });
    const parts = Array.from({ length: files }, (_, file) => randomRows(pick, random, file * rowsPerFile, rowsPerFile));
    const table = session.delta(join(await temporaryFolder(), "table"));
    const partitionBy = ["p", "pd"].map(physical);
    for (const [at, part] of parts.entries()) {
      const renamed = Object.fromEntries(part.schema.fields.map(({ name }) => [physical(name), part.getChild(name)]));
      await table.write(new Table(renamed as never), at === 0 ? { mode: "create", partitionBy } : { mode: "append" });
    }
    const isHidden = hidden.length > 0 ? await rowsHidden(table.uri, hidden, physical("id")) : [];
    if (change !== undefined) await rewriteLog(table.uri, change);

    await session.tables.register("stored", { delta: table.uri });
    await session.tables.register("rows", { arrow: parts.reduce((all, part) => all.concat(part)) });
    const engine = EngineSession.open();
    onTestFinished(() => engine.close());
    await engine.registerTable("stored", { delta: table.uri });
    let skipped = 0;
    for (let at = 0; at < conditions; at += 1) {
      const condition = randomCondition(pick, random);
      const sql = `SELECT id FROM stored WHERE ${condition} ORDER BY id`;
      const pruned = await session.query<{ id: number }>(sql);
      const found = (await pruned.rows()).map(({ id }) => id);
      const [pruning] = pruned.report.pruning ?? [];
      skipped += (pruning?.filesTotal ?? 0) - (pruning?.filesKept ?? pruning?.filesTotal ?? 0);
      const alone: number[] = [];
      for await (const batch of await (await engine.prepare(sql)).execute())
        alone.push(...(batch.getChild("id") ?? []));
      const kept = isHidden.length === 0 ? "" : `AND id NOT IN (${isHidden.join(", ")})`;
      const oracle = await session.query<{ id: number }>(`SELECT id FROM rows WHERE ${condition} ${kept} ORDER BY id`);
      const expected = (await oracle.rows()).map(({ id }) => id);
      expect({ condition, found, alone }).toEqual({ condition, found: expected, alone: expected });
    }
    // Were nothing skipped, nothing would be tested.
    expect(skipped).toBeGreaterThan(conditions);
  },
  60_000,
);

/** The ids, in a column of this name, at these places of each file. */
async function rowsHidden(uri: string, places: readonly number[], column: string): Promise<number[]> {
  const engine = EngineSession.open();
  try {
    await engine.registerTable("t", { delta: uri, fileColumnName: "file" });
    const sql = `SELECT "${column}" AS id, row_number() OVER (PARTITION BY file ORDER BY "${column}") - 1 AS place FROM t`;
    const ids: number[] = [];
    for await (const batch of await (await engine.prepare(sql)).execute()) {
      const [id, place] = [batch.getChild("id"), batch.getChild("place")];
      for (let row = 0; row < batch.numRows; row += 1)
        if (places.includes(Number(place?.get(row)))) ids.push(id?.get(row));
    }
    return ids;
  } finally {
    await engine.close();
  }
}
