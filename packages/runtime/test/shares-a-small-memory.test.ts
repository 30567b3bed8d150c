import { readdir } from "node:fs/promises";
import { memorySink } from "@causeway/obs";
import { expect, test } from "vitest";
import { NativeError, openSession } from "../src/index.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const rows = 200_000;

/** What takes memory, each with the answer that is right. */
const queries = [
  {
    sql: `SELECT value, md5(CAST(value AS VARCHAR)) AS hash FROM generate_series(1, ${rows}) ORDER BY hash`,
    isRight: (count: number) => count === rows,
  },
  {
    sql: `SELECT md5(CAST(value AS VARCHAR)) AS hash, count(*) AS n FROM generate_series(1, ${rows}) GROUP BY 1`,
    isRight: (count: number) => count === rows,
  },
  {
    sql: `SELECT array_agg(md5(CAST(value AS VARCHAR))) AS hashes FROM generate_series(1, ${rows})`,
    isRight: (count: number) => count === 1,
  },
  {
    sql: `SELECT a.value FROM generate_series(1, ${rows}) a JOIN generate_series(1, ${rows}) b ON a.value = b.value`,
    isRight: (count: number) => count === rows,
  },
];

test("64 queries at once within 256 MB: each ends right or with the typed error, and the session lives on", async () => {
  const spillDirectory = await temporaryFolder();
  const diagnostics = memorySink();
  const session = await openSession({
    preflight: "off",
    diagnostics,
    engine: { memoryLimitBytes: 256 * 1024 * 1024, spillDirectory },
  });
  const outcomes = await Promise.all(
    Array.from({ length: 64 }, async (_, index) => {
      const { sql = "", isRight = () => false } = queries[index % queries.length] ?? {};
      try {
        return isRight(await (await session.query(sql)).count()) ? "right" : "wrong";
      } catch (error) {
        return NativeError.isInstance(error) ? error.code : String(error);
      }
    }),
  );
  expect([...new Set(outcomes)].filter((outcome) => outcome !== "right" && outcome !== "memory-limit")).toEqual([]);
  expect(outcomes).toContain("right");
  expect(diagnostics.events("run-end")).toHaveLength(64);
  expect(await (await session.query("SELECT 1 AS alive")).rows()).toEqual([{ alive: 1n }]);
  await session.close();
  expect(await readdir(spillDirectory)).toEqual([]);
}, 60_000);
