import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createPreflight, diagnosticCodes } from "../src/index.js";
import { mutate, seededRandom } from "./support/mutate.js";

/** Statements that DataFusion accepts, over its whole syntax and all of its functions. */
async function acceptedStatements(): Promise<string[]> {
  const files = ["syntax.sql", "functions.sql"].map(
    (name) => new URL(`../python/tests/corpus/${name}`, import.meta.url),
  );
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return texts.flatMap((text) => text.split("\n").filter((line) => line !== "" && !line.startsWith("--")));
}

test("500 mutated statements are judged one by one, and the worker lives", async () => {
  const statements = await acceptedStatements();
  const random = seededRandom(314);
  await using preflight = createPreflight({ verdicts: false });
  const starts = new Set<unknown>();
  for (let count = 0; count < 500; count += 1) {
    const sql = mutate(statements[Math.floor(random() * statements.length)] as string, random);
    const { ok, diagnostics, startedBy, ast } = await preflight.check(sql, { tables: ["flights"] });
    starts.add(startedBy);
    expect(ok, sql).toBe(!diagnostics.some(({ severity }) => severity === "error"));
    for (const { code, line, column, message } of diagnostics) {
      expect(diagnosticCodes, sql).toContain(code);
      // What our Python did not foresee shows the name of its exception.
      expect(message, sql).not.toMatch(/^[A-Z]\w*Error:/);
      if (line !== undefined) expect([line >= 1, (column ?? 0) >= 1], sql).toEqual([true, true]);
    }
    if (ast !== undefined && count % 10 === 0) expect((await preflight.readAst(ast)).equal, sql).toBe(true);
  }
  expect([...starts]).toEqual(["snapshot"]);
});
