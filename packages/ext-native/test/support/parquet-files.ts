import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll } from "vitest";
import { python } from "./python.js";

/** The folder of the Parquet files that a program of Python writes into `folder` before the tests of a file; it is removed after them. */
export function parquetFiles(program: string): string {
  const files = join(tmpdir(), `ext-native-${randomUUID()}`);
  beforeAll(async () => {
    mkdirSync(files);
    await python(`import pyarrow.parquet as pq\nfolder = sys.argv[1]\n${program}`, files);
    return () => rmSync(files, { recursive: true });
  }, 120_000);
  return files;
}

/** Writes `a` with n from 0 to 3, and `b` with n from 4 to 7. */
export const writeNumbers = `
for name, start in (("a", 0), ("b", 4)):
    pq.write_table(pa.table({"n": pa.array(range(start, start + 4), pa.int32())}), f"{folder}/{name}.parquet")
`;

/** Rows of these numbers. */
export const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ n: from + index }));
