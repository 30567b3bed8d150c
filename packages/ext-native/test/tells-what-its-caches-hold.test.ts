import { createReadStream, statSync, utimesSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { Int64, Table, vectorFromArray } from "apache-arrow";
import { expect, onTestFinished, test } from "vitest";
import { EngineSession } from "../src/index.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** Writes Parquet files with so many rows each. */
async function parquetFile(path: string, rows: number): Promise<void> {
  await using session = EngineSession.open({ allow: ["copy"] });
  await rowsOf(session, `COPY (SELECT value AS n, value % 3 AS k FROM range(${rows})) TO '${path}' STORED AS PARQUET`);
}

/** A web server that counts the ranges and the bytes that are asked for. */
async function countingServer(folder: string): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = join(folder, request.url ?? "");
    const { size, mtime } = statSync(path);
    const headers = { "last-modified": mtime.toUTCString(), "accept-ranges": "bytes" };
    if (request.method === "HEAD") return response.writeHead(200, { ...headers, "content-length": size }).end();
    const [, first = "0", last = ""] = /bytes=(\d*)-(\d*)/.exec(request.headers.range ?? "") ?? [];
    const [start, end] = [Number(first), last === "" ? size - 1 : Math.min(Number(last), size - 1)];
    requests.push(`${start}-${end}`);
    response.writeHead(206, {
      ...headers,
      "content-length": end - start + 1,
      "content-range": `bytes ${start}-${end}/${size}`,
    });
    return createReadStream(path, { start, end }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, requests };
}

const names = ["list_files_cache", "metadata_cache", "statistics_cache", "predicate_cache"];

test("an empty cache has the right columns, and no rows", async () => {
  const session = openSession();
  for (const name of names) {
    expect(await rowsOf(session, `SELECT * FROM ${name}()`)).toEqual([]);
    expect(await errorOf(session, `SELECT * FROM ${name}(1)`)).toMatchObject({
      code: "argument-extra",
      details: { function: name },
    });
  }
  const { schema } = await session.prepare("SELECT * FROM metadata_cache()");
  expect(schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "path Utf8",
    "file_size_bytes Int64",
    "file_modified Timestamp<MILLISECOND, UTC>",
    "size_bytes Int64",
    "hits Int64",
    "last_used Timestamp<MILLISECOND, UTC>",
    "expires Timestamp<MILLISECOND, UTC>",
  ]);
});

test("a second scan takes the footer from the cache, as the store is asked for less", async () => {
  const folder = temporaryFolder();
  await parquetFile(join(folder, "a.parquet"), 1_000);
  const { url, requests } = await countingServer(folder);
  const session = openSession();
  await session.registerTable("a", { parquet: `${url}/a.parquet` });
  const ask = async () => {
    requests.length = 0;
    expect(await rowsOf(session, "SELECT sum(n) AS s FROM a WHERE k = 1")).toEqual([{ s: 166_167n }]);
    return [...requests];
  };
  await ask();
  const [entry] = await rowsOf(session, "SELECT path, file_size_bytes, hits FROM metadata_cache()");
  expect(entry).toMatchObject({ path: "a.parquet", file_size_bytes: BigInt(statSync(join(folder, "a.parquet")).size) });
  const before = session.caches.snapshot().metadata;
  const warm = await ask();
  const after = session.caches.snapshot().metadata;
  expect(after.hits).toBeGreaterThan(before.hits);
  expect(after.puts).toBe(before.puts);
  session.caches.clear("metadata");
  expect(await rowsOf(session, "SELECT * FROM metadata_cache()")).toEqual([]);
  const cold = await ask();
  expect(cold.length).toBeGreaterThan(warm.length);
  expect(await rowsOf(session, "SELECT count(*) AS n FROM metadata_cache()")).toEqual([{ n: 1n }]);
});

test("a file that has changed is read anew", async () => {
  const path = join(temporaryFolder(), "a.parquet");
  await parquetFile(path, 10);
  const session = openSession();
  await session.registerTable("a", { parquet: path });
  const count = () => rowsOf(session, "SELECT sum(n) AS s FROM a");
  expect(await count()).toEqual([{ s: 45n }]);
  const before = session.caches.snapshot();
  await parquetFile(path, 20);
  utimesSync(path, new Date(), new Date(Date.now() + 5_000));
  expect(await count()).toEqual([{ s: 190n }]);
  const after = session.caches.snapshot();
  // It is looked for, found to be of another file, and read again: a miss for each time that it was read.
  const changed = after.metadata.puts - before.metadata.puts;
  expect(after.metadata.misses - before.metadata.misses).toBe(changed);
  expect(session.caches.snapshot().metadata.puts).toBeGreaterThan(before.metadata.puts);
  const [row] = await rowsOf(session, "SELECT file_size_bytes AS size FROM metadata_cache()");
  expect(row).toEqual({ size: BigInt(statSync(path).size) });
});

test("the limit makes old entries go, and an entry expires", async () => {
  const folder = temporaryFolder();
  for (const name of ["a", "b", "c", "d"]) await parquetFile(join(folder, `${name}.parquet`), 100);
  const sizes = openSession();
  await sizes.registerTable("all", { parquet: join(folder, "*.parquet") });
  await rowsOf(sizes, `SELECT count(*) FROM "all" WHERE n > 1`);
  const { entries, bytes } = sizes.caches.snapshot().metadata;
  expect(entries).toBe(4);
  const session = openSession({
    caches: { metadata: { maxBytes: Math.floor(bytes / 2), ttlMs: 3_600_000 }, statistics: { maxBytes: 0 } },
  });
  await session.registerTable("all", { parquet: join(folder, "*.parquet") });
  await rowsOf(session, `SELECT count(*) FROM "all" WHERE n > 1`);
  const limited = session.caches.snapshot();
  expect(limited.metadata.entries).toBeLessThan(4);
  expect(limited.metadata.bytes).toBeLessThanOrEqual(limited.metadata.maxBytes);
  expect(limited.metadata.ttlMs).toBe(3_600_000);
  expect(limited.statistics.entries).toBe(0);
  const rows = await rowsOf(
    session,
    "SELECT count(*) AS n FROM metadata_cache() WHERE expires > last_used AND expires > now()",
  );
  expect(rows).toEqual([{ n: BigInt(limited.metadata.entries) }]);
  const brief = openSession({ caches: { metadata: { ttlMs: 1 } } });
  await brief.registerTable("a", { parquet: join(folder, "a.parquet") });
  await rowsOf(brief, "SELECT count(*) FROM a WHERE n > 1");
  await expect.poll(() => rowsOf(brief, "SELECT * FROM metadata_cache()")).toEqual([]);
});

test("listings are kept where the session says so, and then a new file waits", async () => {
  const folder = temporaryFolder();
  await parquetFile(join(folder, "a.parquet"), 10);
  const session = openSession({ caches: { listFiles: { maxBytes: 1_000_000 } } });
  await session.registerTable("all", { parquet: `${folder}/` });
  const count = async () => (await rowsOf(session, `SELECT count(*) AS n FROM "all"`))[0]?.["n"];
  expect(await count()).toBe(10n);
  expect(await rowsOf(session, "SELECT files, expires FROM list_files_cache()")).toEqual([
    { files: 1n, expires: null },
  ]);
  await parquetFile(join(folder, "b.parquet"), 10);
  expect(await count()).toBe(10n);
  session.caches.clear("list-files");
  expect(await count()).toBe(20n);
});

test("predicates that are pushed down are counted by table and file", async () => {
  const folder = temporaryFolder();
  await parquetFile(join(folder, "a.parquet"), 10_000);
  await parquetFile(join(folder, "b.parquet"), 5_000);
  const settings = { "datafusion.execution.parquet.pushdown_filters": true };
  const session = openSession({ settings, targetPartitions: 2 });
  await session.registerTable("both", { parquet: `${folder}/` });
  const sql = "SELECT count(n) AS c, sum(k) AS s FROM both WHERE k = 1 AND n % 5 = 0";
  expect((await rowsOf(session, sql))[0]?.["c"]).toBe(1_000n - 1n);
  await rowsOf(session, sql);
  const counts = await rowsOf(
    session,
    "SELECT table_name, right(path, 9) AS file, executions, rows_decoded, rows_served FROM predicate_cache() ORDER BY file",
  );
  // Of all rows the two predicate columns are decoded once; what meets the first condition is served for the second, and to the output.
  const each = { table_name: "both", executions: 2n };
  expect(counts).toEqual([
    { ...each, file: "a.parquet", rows_decoded: expect.any(BigInt), rows_served: expect.any(BigInt) },
    { ...each, file: "b.parquet", rows_decoded: expect.any(BigInt), rows_served: expect.any(BigInt) },
  ]);
  const [a, b] = counts as [Record<string, bigint>, Record<string, bigint>];
  for (const name of ["rows_decoded", "rows_served"]) {
    expect(b[name]).toBeGreaterThan(0n);
    expect(a[name]).toBeGreaterThan(b[name] ?? 0n);
  }
  const { predicate } = session.caches.snapshot();
  expect(predicate.executions).toBe(2);
  const [sums] = await rowsOf(session, "SELECT sum(rows_decoded) AS d, sum(rows_served) AS s FROM predicate_cache()");
  expect(sums).toEqual({ d: BigInt(predicate.rowsDecoded), s: BigInt(predicate.rowsServed) });
  session.caches.clear("predicate");
  expect(session.caches.snapshot().predicate).toEqual({ executions: 0, rowsDecoded: 0, rowsServed: 0 });
});

test("the tables join, filter and aggregate as others do, and clear() empties all", async () => {
  const path = join(temporaryFolder(), "a.parquet");
  await parquetFile(path, 1_000);
  const session = openSession();
  await session.registerTable("a", { parquet: path });
  await rowsOf(session, "SELECT max(n) FROM a WHERE k = 1");
  const sql = `SELECT count(*) AS n, max(s.rows) AS rows, max(s.columns) AS columns, min(m.size_bytes) > 0 AS sized
               FROM metadata_cache() m JOIN statistics_cache() s ON m.path = s.path WHERE m.last_used <= now()`;
  expect(await rowsOf(session, sql)).toEqual([{ n: 1n, rows: 1_000n, columns: 2n, sized: true }]);
  session.caches.clear();
  for (const name of names) expect(await rowsOf(session, `SELECT * FROM ${name}()`)).toEqual([]);
  expect(await caught((async () => session.caches.clear("files" as never))())).toMatchObject({
    code: "invalid-option",
  });
});

test("scans of Delta tables are told of too", async () => {
  const session = openSession();
  const uri = join(temporaryFolder(), "numbers");
  await session.delta(uri).write(new Table({ n: vectorFromArray([1n, 2n, 3n], new Int64()) }), { mode: "create" });
  await session.registerTable("numbers", { delta: uri });
  await rowsOf(session, "SELECT sum(n) FROM numbers WHERE n > 1");
  const rows = await rowsOf(session, "SELECT count(*) AS n FROM metadata_cache() WHERE path LIKE '%numbers%.parquet'");
  expect(rows).toEqual([{ n: 1n }]);
});
