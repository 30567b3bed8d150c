import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { python } from "./support/python.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

// Many steps each, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

let original: string;

/** Six commits, and a checkpoint of the fourth. */
beforeAll(async () => {
  original = mkdtempSync(join(tmpdir(), "ext-native-"));
  await python(
    `
for step in range(6):
    write_deltalake(sys.argv[1], pa.table({"id": [step], "note": ["x"]}), mode="append")
    if step == 3: DeltaTable(sys.argv[1]).create_checkpoint()`,
    original,
  );
  return () => rmSync(original, { recursive: true });
}, 120_000);

function copied(): string {
  const uri = join(temporaryFolder(), "t");
  cpSync(original, uri, { recursive: true });
  return uri;
}

const commit = (version: number) => `_delta_log/${String(version).padStart(20, "0")}.json`;
const checkpoint = "_delta_log/00000000000000000003.checkpoint.parquet";
const dataFile = (uri: string) => String(readdirSync(uri).find((name) => name.endsWith(".parquet")));

describe("the log:", () => {
  it.each<[string, string, (uri: string, path: string) => void]>([
    ["a newest commit that is torn", commit(5), (uri, path) => truncateSync(join(uri, path), 300)],
    ["a newest commit that is empty", commit(5), (uri, path) => writeFileSync(join(uri, path), "")],
    ["a newest commit of zeros", commit(5), (uri, path) => writeFileSync(join(uri, path), Buffer.alloc(400))],
    ["an older commit that is no JSON", commit(4), (uri, path) => writeFileSync(join(uri, path), "half of a")],
    ["a commit that is a list", commit(5), (uri, path) => writeFileSync(join(uri, path), "[1]\n")],
    ["a commit that is gone", commit(4), (uri, path) => rmSync(join(uri, path))],
    ["a checkpoint that is cut", checkpoint, (uri, path) => truncateSync(join(uri, path), 500)],
    ["a checkpoint that is text", checkpoint, (uri, path) => writeFileSync(join(uri, path), "hello")],
    ["a checkpoint whose footer lies", checkpoint, (uri, path) => lyingFooter(join(uri, path))],
    [
      "a pointer to a checkpoint that is not there",
      "_delta_log/_last_checkpoint",
      (uri, path) => writeFileSync(join(uri, path), '{"version":5,"size":7}'),
    ],
    ["a checkpoint that is gone", "_delta_log/_last_checkpoint", (uri) => rmSync(join(uri, checkpoint))],
  ])("%s is file-unreadable and named", async (_what, path, spoil) => {
    const uri = copied();
    spoil(uri, path);
    const session = openSession();
    const error = await caught(session.registerTable("t", { delta: uri }));
    expect(error).toMatchObject({ code: "file-unreadable", details: { path, uri: `file://${uri}/`, table: "t" } });
    expect(error.message).toContain(path);
    expect(await caught(session.delta(uri).describe())).toMatchObject({ code: "file-unreadable", details: { path } });
  });

  it("the versions before a torn commit are there", async () => {
    const uri = copied();
    truncateSync(join(uri, commit(5)), 300);
    const session = openSession();
    await session.registerTable("t", { delta: uri, version: 4 });
    expect(await rowsOf(session, "SELECT sum(id) AS s FROM t", { mode: "js" })).toEqual([{ s: 10 }]);
  });

  it("a checkpoint with the rows of another table is refused, not read", async () => {
    const uri = copied();
    cpSync(join(uri, dataFile(uri)), join(uri, checkpoint));
    expect(await caught(openSession().registerTable("t", { delta: uri }))).toMatchObject({ code: "file-unreadable" });
  });
});

describe("a data file", () => {
  it.each<[string, (path: string) => void]>([
    ["that is gone", (path) => rmSync(path)],
    ["that is half written", (path) => truncateSync(path, 200)],
    ["that is empty", (path) => writeFileSync(path, "")],
    ["of zeros", (path) => writeFileSync(path, Buffer.alloc(1000))],
  ])("%s is file-unreadable and named", async (_what, spoil) => {
    const uri = copied();
    const name = dataFile(uri);
    spoil(join(uri, name));
    const session = openSession();
    await session.registerTable("t", { delta: uri });
    expect(await errorOf(session, "SELECT sum(id) FROM t WHERE id >= 0")).toMatchObject({
      code: "file-unreadable",
      details: { path: expect.stringContaining(name) },
    });
    expect(await rowsOf(session, "SELECT 1 AS alive")).toEqual([{ alive: 1n }]);
  });
});

/** The footer's size, before the magic number at the end, is that of a footer larger than the file. */
function lyingFooter(path: string): void {
  const bytes = readFileSync(path);
  bytes.writeUInt32LE(bytes.length * 2, bytes.length - 8);
  writeFileSync(path, bytes);
}
