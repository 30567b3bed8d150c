import { encodePlan, inspectPlan, renderSql } from "@causeway/substrait-lane";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { relationOf } from "./random-relations.js";

test("a random relation has a plan that passes, and SQL that another engine reads with the same columns", async () => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(
    'CREATE TABLE items (id BIGINT, kind VARCHAR, size INT, price DECIMAL(10, 2), weight DOUBLE, day DATE, "at" TIMESTAMP, fresh BOOLEAN)',
  );
  await connection.run("CREATE TABLE tags (item BIGINT, tag VARCHAR, rank BIGINT)");
  await fc.assert(
    fc.asyncProperty(relationOf(2), async (relation) => {
      const plan = encodePlan(relation);
      expect(encodePlan(relation)).toEqual(plan);
      const { outputs, tables } = inspectPlan(plan);
      expect(outputs).toEqual(relation.schema.fields.map(({ name }) => name));
      for (const { name } of tables) expect(["items", "tags"]).toContain(name.join("."));
      const reader = await connection.runAndReadAll(renderSql(relation));
      expect(reader.columnNames()).toEqual(outputs);
    }),
    { numRuns: 100 },
  );
  connection.closeSync();
  instance.closeSync();
}, 60_000);
