import { Int64, Table, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import type { EngineSession, TableSource } from "../src/index.js";
import { type S3Server, serveS3 } from "./support/s3-server.js";
import { openSession, rowsOf } from "./support/sessions.js";

const files = 3;
const rowsOfFile = 200;

const numbers = (from: number) =>
  new Table({
    n: vectorFromArray(
      Array.from({ length: rowsOfFile }, (_, row) => BigInt(from + row)),
      new Int64(),
    ),
  });

/** A bucket with a table of three files, and how each kind of scan reaches them. */
async function lake(kind: "parquet" | "delta" | "delta with mapped columns") {
  const server = await serveS3("lake");
  const storageOptions = {
    aws_endpoint: server.endpoint,
    aws_region: "eu-central-1",
    aws_access_key_id: "key",
    aws_secret_access_key: "secret",
  };
  const writer = openSession().delta("s3://lake/numbers", { storageOptions });
  const properties: Record<string, string> =
    kind === "delta with mapped columns" ? { "delta.columnMapping.mode": "name" } : {};
  await writer.create(numbers(0).schema, { properties });
  for (let file = 0; file < files; file++) await writer.write(numbers(file * 1_000), { mode: "append" });
  const keys = [...server.objects.keys()].filter((key) => key.endsWith(".parquet"));
  expect(keys).toHaveLength(files);
  const source: TableSource =
    kind === "parquet"
      ? { parquet: "s3://lake/numbers/", storageOptions }
      : { delta: "s3://lake/numbers", storageOptions };
  return { server, source, keys, storageOptions };
}

/** What the store was asked for while `work` ran: listings, and ends of Parquet files, where the footers are. */
async function asked(server: S3Server, work: () => Promise<unknown>) {
  server.reads.length = 0;
  server.requests.length = 0;
  await work();
  const footers = server.reads.filter(({ key, end, size }) => key.endsWith(".parquet") && end === size);
  return {
    footers: new Set(footers.map(({ key }) => key)).size,
    listings: server.requests.filter((request) => request.startsWith("GET  ")).length,
    bytes: server.reads.reduce((sum, { start, end }) => sum + end - start, 0),
  };
}

const metadataOf = (session: EngineSession) => session.caches.snapshot().metadata;
const sql = "SELECT count(*) AS c, sum(n) AS s FROM numbers WHERE n >= 100 AND n % 2 = 0";

describe.each(["parquet", "delta", "delta with mapped columns"] as const)("scans of %s", (kind) => {
  test("the footers that the store gave are those that the cache took in, and a second scan asks for none", async () => {
    const { server, source, keys } = await lake(kind);
    const session = openSession();
    await session.registerTable("numbers", source);
    session.caches.clear();
    const begin = metadataOf(session);
    const cold = await asked(server, async () => expect(await answerOf(session)).toEqual(expectedAnswer));
    const afterCold = metadataOf(session);
    expect(cold.footers).toBe(files);
    expect(afterCold.puts - begin.puts).toBe(files);
    expect(afterCold.misses - begin.misses).toBeGreaterThanOrEqual(files);
    const warm = await asked(server, async () => expect(await answerOf(session)).toEqual(expectedAnswer));
    const afterWarm = metadataOf(session);
    expect(warm.footers).toBe(0);
    expect(warm.bytes).toBeLessThan(cold.bytes);
    expect(afterWarm.puts).toBe(afterCold.puts);
    expect(afterWarm.misses).toBe(afterCold.misses);
    expect(afterWarm.hits - afterCold.hits).toBeGreaterThanOrEqual(files);
    const listed = await rowsOf(
      session,
      "SELECT path, file_size_bytes AS size, hits > 0 AS hit, size_bytes > 0 AS sized, last_used <= now() AS used FROM metadata_cache() ORDER BY path",
    );
    expect(listed).toEqual(
      [...keys].sort().map((path) => ({
        path,
        size: BigInt(server.objects.get(path)?.length ?? 0),
        hit: true,
        sized: true,
        used: true,
      })),
    );
    const [total] = await rowsOf(session, "SELECT count(*) AS n, sum(size_bytes) AS bytes FROM metadata_cache()");
    expect(total).toEqual({ n: BigInt(metadataOf(session).entries), bytes: BigInt(metadataOf(session).bytes) });
  });

  test("what clear() empties is asked for again, and only that", async () => {
    const { server, source } = await lake(kind);
    const session = openSession({ caches: { listFiles: { maxBytes: 1_000_000 } } });
    await session.registerTable("numbers", source);
    await answerOf(session);
    for (const name of ["list-files", "statistics", "predicate"] as const) {
      session.caches.clear(name);
      expect((await asked(server, () => answerOf(session))).footers).toBe(0);
    }
    session.caches.clear("metadata");
    expect(await rowsOf(session, "SELECT * FROM metadata_cache()")).toEqual([]);
    expect((await asked(server, () => answerOf(session))).footers).toBe(files);
    session.caches.clear();
    const again = await asked(server, () => answerOf(session));
    expect(again.footers).toBe(files);
    if (kind === "parquet") expect(again.listings).toBeGreaterThan(0);
  });

  test("a table that is dropped and registered again, and one that SQL makes of it, find the footers", async () => {
    const { server, source } = await lake(kind);
    const session = openSession({ allow: ["ddl"] });
    await session.registerTable("numbers", source);
    await answerOf(session);
    const made = await asked(server, () => rowsOf(session, "CREATE TABLE copied AS SELECT * FROM numbers"));
    await rowsOf(session, "CREATE VIEW seen AS SELECT n FROM numbers WHERE n > 5");
    const viewed = await asked(server, () => rowsOf(session, "SELECT max(n) FROM seen"));
    expect([made.footers, viewed.footers]).toEqual([0, 0]);
    await rowsOf(session, "DROP VIEW seen");
    await session.deregisterTable("numbers");
    const before = metadataOf(session);
    expect(before.entries).toBe(files);
    await session.registerTable("numbers", source);
    expect((await asked(server, () => answerOf(session))).footers).toBe(0);
    expect(metadataOf(session).puts).toBe(before.puts);
  });
});

test("a file that was put in the place of another is asked for, and missed", async () => {
  const { server, source, keys, storageOptions } = await lake("parquet");
  const session = openSession();
  await session.registerTable("numbers", source);
  for (const _ of [1, 2]) expect(await answerOf(session)).toEqual(expectedAnswer);
  const before = metadataOf(session);
  const more = new Table({ n: vectorFromArray([1_000_000n, 3_000_000n, 4_000_000n], new Int64()) });
  await openSession().delta("s3://lake/other", { storageOptions }).write(more, { mode: "create" });
  const other = [...server.objects].find(([key]) => key.startsWith("other/") && key.endsWith(".parquet"))?.[1];
  server.objects.set(keys[0] ?? "", other ?? Buffer.alloc(0));
  const reads = await asked(server, async () =>
    expect(await rowsOf(session, "SELECT max(n) AS m FROM numbers WHERE n % 2 = 0")).toEqual([{ m: 4_000_000n }]),
  );
  const after = metadataOf(session);
  expect(reads.footers).toBe(1);
  expect([after.puts - before.puts, after.misses - before.misses]).toEqual([1, 1]);
  expect(after.entries).toBe(files);
  const [entry] = await rowsOf(
    session,
    `SELECT file_size_bytes AS size FROM metadata_cache() WHERE path = '${keys[0]}'`,
  );
  expect(entry).toEqual({ size: BigInt(other?.length ?? 0) });
});

test("decoded predicate columns are counted for Delta tables, by the files that the log names", async () => {
  const { source, keys } = await lake("delta");
  const session = openSession();
  await session.registerTable("numbers", { ...source, enableParquetPushdown: true } as TableSource);
  expect(await answerOf(session)).toEqual(expectedAnswer);
  const counts = await rowsOf(
    session,
    "SELECT table_name, path, executions, rows_served > 0 AS served FROM predicate_cache() ORDER BY path",
  );
  expect(counts).toEqual(
    [...keys].sort().map((path) => ({ table_name: "numbers", path, executions: 1n, served: true })),
  );
});

test("a listing that is kept is not asked for again", async () => {
  const { server, source } = await lake("parquet");
  const session = openSession({ caches: { listFiles: { maxBytes: 1_000_000 } } });
  await session.registerTable("numbers", source);
  await answerOf(session);
  const before = session.caches.snapshot().listFiles;
  const warm = await asked(server, () => answerOf(session));
  const after = session.caches.snapshot().listFiles;
  expect(warm.listings).toBe(0);
  expect(after.hits).toBeGreaterThan(before.hits);
  expect(after.misses).toBe(before.misses);
  const [listing] = await rowsOf(session, "SELECT files, hits, size_bytes AS bytes FROM list_files_cache()");
  expect(listing).toEqual({
    files: BigInt(server.objects.size),
    hits: expect.any(BigInt),
    bytes: BigInt(after.bytes),
  });
});

test("statistics of Parquet files are kept by table and file; those of Delta tables come from the log", async () => {
  const { source, keys } = await lake("parquet");
  const session = openSession();
  await session.registerTable("numbers", source);
  await answerOf(session);
  const kept = await rowsOf(session, "SELECT path, rows, columns FROM statistics_cache() ORDER BY path");
  expect(kept).toEqual([...keys].sort().map((path) => ({ path, rows: BigInt(rowsOfFile), columns: 1n })));
  const delta = await lake("delta");
  const other = openSession();
  await other.registerTable("numbers", delta.source);
  await answerOf(other);
  expect(await rowsOf(other, "SELECT * FROM statistics_cache()")).toEqual([]);
  expect(other.caches.snapshot().statistics).toMatchObject({ hits: 0, misses: 0, puts: 0 });
});

async function answerOf(session: EngineSession) {
  return rowsOf(session, sql);
}

const wanted = Array.from({ length: files }, (_, file) =>
  Array.from({ length: rowsOfFile }, (_, row) => file * 1_000 + row),
)
  .flat()
  .filter((n) => n >= 100 && n % 2 === 0);
const expectedAnswer = [{ c: BigInt(wanted.length), s: BigInt(wanted.reduce((sum, n) => sum + n, 0)) }];
