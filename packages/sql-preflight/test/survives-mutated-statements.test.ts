import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createPreflight, diagnosticCodes, type TableSchema } from "../src/index.js";
import { mutate, seededRandom } from "./support/mutate.js";

// The long run: `npm run fuzz` with the statements of a benchmark, which python/tools/benchmark_statements.py writes.
const { FUZZ_STATEMENTS: benchmark, FUZZ_COUNT = "500", FUZZ_SEED = "314" } = process.env;
const count = Number(FUZZ_COUNT);

interface Statements {
  readonly texts: readonly string[];
  readonly schemas: readonly TableSchema[];
}

async function statementsToMutate(): Promise<Statements> {
  if (benchmark === undefined) return { texts: await acceptedStatements(), schemas: [{ name: "flights" }] };
  const { statements, schemas } = JSON.parse(await readFile(benchmark, "utf8"));
  return { texts: Object.values(statements), schemas };
}

/** Statements that DataFusion accepts, over its whole syntax and all of its functions. */
async function acceptedStatements(): Promise<string[]> {
  const files = ["syntax.sql", "functions.sql"].map(
    (name) => new URL(`../python/tests/corpus/${name}`, import.meta.url),
  );
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return texts.flatMap((text) => text.split("\n").filter((line) => line !== "" && !line.startsWith("--")));
}

test(`${count} mutated statements are judged one by one, and the worker lives`, {
  timeout: 60_000 + count * 100,
}, async () => {
  const { texts, schemas } = await statementsToMutate();
  const random = seededRandom(Number(FUZZ_SEED));
  await using preflight = createPreflight({ verdicts: false });
  const starts = new Set<unknown>();
  for (let done = 0; done < count; done += 1) {
    const sql = mutate(texts[Math.floor(random() * texts.length)] as string, random);
    const { ok, diagnostics, startedBy, ast } = await preflight.check(sql, { schemas });
    starts.add(startedBy);
    expect(ok, sql).toBe(!diagnostics.some(({ severity }) => severity === "error"));
    for (const { code, line, column, message } of diagnostics) {
      expect(diagnosticCodes, sql).toContain(code);
      // What our Python did not foresee shows the name of its exception.
      expect(message, sql).not.toMatch(/^[A-Z]\w*Error:/);
      if (line !== undefined) expect([line >= 1, (column ?? 0) >= 1], sql).toEqual([true, true]);
    }
    if (ast !== undefined && done % 10 === 0) expect((await preflight.readAst(ast)).equal, sql).toBe(true);
  }
  expect([...starts]).toEqual(["snapshot"]);
});
