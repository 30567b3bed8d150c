import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { type S3Server, serveS3 } from "./support/s3-server.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";

const secret = "hunter2hunter2hunter2";
const flights = (month: number) =>
  tableFromArrays({ month: Int32Array.of(month, month), delay: Float64Array.of(1, 2) });

const storageOptionsOf = ({ endpoint }: S3Server) => ({
  aws_endpoint: endpoint,
  aws_region: "eu-central-1",
  aws_access_key_id: "AKIAHUNTERHUNTER",
  aws_secret_access_key: secret,
  max_retries: "0",
});

describe("a Delta table in a bucket", () => {
  it("is written, added to, read at each version, and pruned", async () => {
    const server = await serveS3("lake");
    const storageOptions = storageOptionsOf(server);
    const session = openSession();
    const table = session.delta("s3://lake/flights", { storageOptions });
    expect(await table.write(flights(1), { mode: "create", partitionBy: ["month"] })).toMatchObject({
      uri: "s3://lake/flights/",
      version: 0,
      rows: 2,
    });
    expect(await table.write(flights(2), { mode: "append" })).toMatchObject({ version: 1 });
    await session.registerTable("first", { delta: "s3://lake/flights", version: 0, storageOptions });
    await session.registerTable("newest", { delta: "s3://lake/flights", storageOptions });
    expect(await rowsOf(session, "SELECT count(*) AS n FROM first")).toEqual([{ n: 2n }]);
    server.requests.length = 0;
    expect(await rowsOf(session, "SELECT sum(delay) AS d FROM newest WHERE month = 2")).toEqual([{ d: 3 }]);
    const files = new Set(server.requests.map((request) => request.split(" ")[1]));
    expect([...files]).toEqual([expect.stringContaining("month=2")]);
  });

  it("takes commits of many writers, each as a version of its own", { timeout: 20_000 }, async () => {
    const server = await serveS3("lake");
    const storageOptions = storageOptionsOf(server);
    const table = openSession().delta("s3://lake/flights", { storageOptions });
    await table.write(flights(1), { mode: "create" });
    const others = Array.from({ length: 4 }, () => openSession().delta("s3://lake/flights", { storageOptions }));
    const reports = await Promise.all(others.map((other) => other.write(flights(2), { mode: "append" })));
    expect(reports.map((report) => report.version).sort()).toEqual([1, 2, 3, 4]);
    expect(await table.describe()).toMatchObject({ version: 4, files: 5 });
  });
});

it("Parquet files in a bucket are found by name, folder and glob", async () => {
  const server = await serveS3("lake");
  const storageOptions = storageOptionsOf(server);
  const session = openSession();
  await session.delta("s3://lake/t", { storageOptions }).write(flights(1), { mode: "create" });
  const parquet = [...server.objects].find(([key]) => key.endsWith(".parquet"))?.[1] ?? Buffer.alloc(0);
  for (const key of ["plain/a.parquet", "plain/year=2024/b.parquet", "plain/note.txt"])
    server.objects.set(key, parquet);
  const counts = [];
  for (const [name, path] of Object.entries({
    file: "s3://lake/plain/a.parquet",
    folder: "s3://lake/plain/",
    glob: "s3://lake/plain/*/*.parquet",
  })) {
    expect(await session.registerTable(name, { parquet: path, storageOptions })).toMatchObject({ kind: "parquet" });
    counts.push(...(await rowsOf(session, `SELECT count(*) AS n FROM ${name}`)));
  }
  expect(counts).toEqual([{ n: 2n }, { n: 4n }, { n: 2n }]);
});

it("a store that refuses says so, and never the credentials", async () => {
  const server = await serveS3("lake");
  server.refuseWith = 403;
  const storageOptions = storageOptionsOf(server);
  const session = openSession();
  const errors = await Promise.all([
    caught(session.registerTable("t", { parquet: "s3://lake/a.parquet", storageOptions })),
    caught(session.registerTable("t", { delta: "s3://lake/t", storageOptions })),
    caught(session.delta("s3://lake/t", { storageOptions }).describe()),
    caught(session.delta("s3://lake/t", { storageOptions }).write(flights(1), { mode: "create" })),
  ]);
  for (const error of errors) {
    expect(error.code).toBe("storage-error");
    expect(`${error.message} ${JSON.stringify(error.details)} ${error.stack}`).not.toMatch(/hunter/i);
  }
});
