import { tableFromArrays } from "apache-arrow";
import { describe, expect, it, vi } from "vitest";
import type { DeltaTable, EngineSession } from "../src/index.js";
import { readRows } from "../src/index.js";
import { type Fault, type S3Server, serveS3 } from "./support/s3-server.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";

// Many steps each, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

const secret = "wJalrXUtnFEMI-K7MDENG";
const numbers = (first: number) => tableFromArrays({ n: Int32Array.from({ length: 3 }, (_, index) => first + index) });

interface Place {
  readonly server: S3Server;
  readonly session: EngineSession;
  readonly table: DeltaTable;
  readonly rows: () => Promise<unknown>;
}

/** A table of one commit in a bucket, whose client tries each request four times. */
async function tableInS3(): Promise<Place> {
  const server = await serveS3("bucket");
  const session = openSession();
  const storageOptions = {
    aws_endpoint: server.endpoint,
    aws_region: "eu-central-1",
    aws_access_key_id: "AKIAIOSFODNN7EXAMPLE",
    aws_secret_access_key: secret,
    max_retries: "3",
    retry_timeout: "20s",
    "backoff_config.init_backoff": "5ms",
    "backoff_config.max_backoff": "20ms",
  };
  const table = session.delta("s3://bucket/t", { storageOptions });
  await table.write(numbers(0), { mode: "create" });
  const rows = async () => {
    await session.deregisterTable("t");
    await session.registerTable("t", { delta: "s3://bucket/t", storageOptions });
    return (await rowsOf(session, "SELECT n FROM t ORDER BY n", { mode: "js" })).map((row) => row["n"]);
  };
  return { server, session, table, rows };
}

const isCommit = (key: string) => key.startsWith("t/_delta_log/") && key.endsWith(".json");
const isData = (key: string) => key.endsWith(".parquet");

/** The fault befalls the first requests that are meant, as many as said. */
function first(times: number, fault: Fault, isMeant: (method: string, key: string) => boolean): S3Server["fault"] {
  let left = times;
  return (method, key) => {
    if (left === 0 || !isMeant(method, key)) return undefined;
    left -= 1;
    return fault;
  };
}

describe("a write is done once although the server", () => {
  it.each<[string, S3Server["fault"]]>([
    ["is unavailable at times", first(3, "unavailable", () => true)],
    [
      "is unavailable when it is to take the data",
      first(3, "unavailable", (method, key) => method === "PUT" && isData(key)),
    ],
    ["dies while it takes the data", first(2, "dies", (method, key) => method === "PUT" && isData(key))],
    ["dies while it takes the commit", first(1, "dies", (method, key) => method === "PUT" && isCommit(key))],
    ["takes the commit and dies", first(1, "answers-nobody", (method, key) => method === "PUT" && isCommit(key))],
    [
      "takes the commit and dies, again and again",
      first(4, "answers-nobody", (method, key) => method === "PUT" && isCommit(key)),
    ],
  ])("%s", async (_what, fault) => {
    const { server, table, rows } = await tableInS3();
    server.fault = fault;
    expect(await table.write(numbers(3), { mode: "append" })).toMatchObject({ version: 1, rows: 3 });
    server.fault = undefined;
    expect(await rows()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await table.describe()).toMatchObject({ version: 1, files: 2 });
  });
});

describe("nothing is committed, and nothing secret told, when the server", () => {
  it.each<[string, Fault, (method: string, key: string) => boolean]>([
    ["stays unavailable", "unavailable", () => true],
    ["never takes the data", "dies", (method, key) => method === "PUT" && isData(key)],
    ["never takes the commit", "dies", (method, key) => method === "PUT" && isCommit(key)],
    ["is unavailable for the commit", "unavailable", (method, key) => method === "PUT" && isCommit(key)],
  ])("%s", async (_what, fault, isMeant) => {
    const { server, table, rows } = await tableInS3();
    const step = { mode: "append", transaction: { appId: "nightly", version: 1 } } as const;
    server.fault = (method, key) => (isMeant(method, key) ? fault : undefined);
    const error = await caught(table.write(numbers(3), step));
    expect(error).toMatchObject({ code: "storage-error", details: { uri: "s3://bucket/t/" } });
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.toMatch(new RegExp(`${secret}|AKIA`));
    server.fault = undefined;
    expect([...server.objects.keys()].filter(isCommit)).toHaveLength(1);
    expect(await rows()).toEqual([0, 1, 2]);
    // The server is back: the same step goes through, once.
    expect(await table.write(numbers(3), step)).toMatchObject({ version: 1, alreadyApplied: false });
    expect(await table.write(numbers(3), step)).toMatchObject({ version: 1, alreadyApplied: true });
    expect(await rows()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

it("writers at the same time, whose answers get lost, apply each row once", async () => {
  const { server, table, rows } = await tableInS3();
  // Of each version the winner never hears that it has won.
  server.fault = (method, key) =>
    method === "PUT" && isCommit(key) && !server.objects.has(key) ? "answers-nobody" : undefined;
  const writes = Array.from({ length: 6 }, (_, index) => table.write(numbers(3 + index * 3), { mode: "append" }));
  const versions = (await Promise.all(writes)).map(({ version }) => version);
  expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6]);
  server.fault = undefined;
  expect(await rows()).toEqual(Array.from({ length: 21 }, (_, index) => index));
});

it("reading goes on when the server is unavailable at times, and its error is typed when it stays so", async () => {
  const { server, table, rows, session } = await tableInS3();
  server.fault = first(3, "unavailable", () => true);
  expect(await rows()).toEqual([0, 1, 2]);
  server.fault = (_method, key) => (isData(key) ? "dies" : undefined);
  const error = await caught(rows());
  expect(error.code).toMatch(/^(storage-error|file-unreadable)$/);
  expect(error.message).not.toContain(secret);
  server.fault = undefined;
  expect(await rowsOf(session, "SELECT count(*) AS n FROM t", { mode: "js" })).toEqual([{ n: 3 }]);
  await table.setProperties({ "delta.enableChangeDataFeed": "true" });
  await table.write(numbers(3), { mode: "append" });
  const changes = [];
  for await (const batch of await table.changes({
    fromVersion: 1,
    columns: ["n", "_change_type", "_commit_version"],
  })) {
    changes.push(...readRows(batch, "js").map((row) => Object.values(row).join(" ")));
  }
  expect(changes.sort()).toEqual(["3 insert 2", "4 insert 2", "5 insert 2"]);
});
