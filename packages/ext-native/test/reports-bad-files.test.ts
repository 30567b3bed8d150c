import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** A session that knows the Parquet file, or the error that registering or reading it gives. */
async function errorOfParquet(path: string) {
  const session = openSession();
  try {
    await session.registerTable("t", { parquet: path });
  } catch (error) {
    return error;
  }
  return errorOf(session, "SELECT * FROM t");
}

async function goodParquet(folder: string): Promise<Buffer> {
  const path = join(folder, "good.parquet");
  await rowsOf(
    openSession({ allow: ["copy"] }),
    `COPY (SELECT value FROM range(0, 10000)) TO '${path}' STORED AS PARQUET`,
  );
  return readFileSync(path);
}

describe("Parquet files", () => {
  it("that do not exist are file-not-found", async () => {
    expect(await errorOfParquet(join(temporaryFolder(), "none.parquet"))).toMatchObject({
      code: "file-not-found",
      details: { table: "t", path: expect.stringContaining("none.parquet") },
    });
  });

  it("that are empty, truncated or something else are file-unreadable", async () => {
    const folder = temporaryFolder();
    const good = await goodParquet(folder);
    const bad = {
      empty: Buffer.alloc(0),
      truncated: good.subarray(0, good.length / 2),
      other: Buffer.from("id,name\n1,a\n".repeat(100)),
    };
    for (const [name, bytes] of Object.entries(bad)) {
      const path = join(folder, `${name}.parquet`);
      writeFileSync(path, bytes);
      expect(await errorOfParquet(path), name).toMatchObject({
        code: "file-unreadable",
        details: { path: expect.stringContaining(name) },
      });
    }
  });

  it("with broken pages are file-unreadable when they are read", async () => {
    const folder = temporaryFolder();
    const bytes = await goodParquet(folder);
    bytes.fill(0xff, 10, 2000);
    writeFileSync(join(folder, "broken.parquet"), bytes);
    expect(await errorOfParquet(join(folder, "broken.parquet"))).toMatchObject({ code: "file-unreadable" });
  });
});

describe("Delta tables", () => {
  it("are told from folders that hold none", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "plain"));
    for (const delta of [join(folder, "plain"), join(folder, "nowhere")]) {
      const error = await caught(openSession().registerTable("t", { delta }));
      expect(error).toMatchObject({
        code: "not-a-delta-table",
        details: { table: "t", uri: expect.stringContaining("file://") },
      });
    }
  });

  it("with a reader feature that is not supported name it", async () => {
    const log = join(temporaryFolder(), "t", "_delta_log");
    mkdirSync(log, { recursive: true });
    const schema = JSON.stringify({
      type: "struct",
      fields: [{ name: "n", type: "long", nullable: true, metadata: {} }],
    });
    const actions = [
      {
        protocol: {
          minReaderVersion: 3,
          minWriterVersion: 7,
          readerFeatures: ["quantumColumns"],
          writerFeatures: ["quantumColumns"],
        },
      },
      {
        metaData: {
          id: "a",
          format: { provider: "parquet", options: {} },
          schemaString: schema,
          partitionColumns: [],
          configuration: {},
        },
      },
    ];
    writeFileSync(join(log, "00000000000000000000.json"), actions.map((action) => JSON.stringify(action)).join("\n"));
    expect(await caught(openSession().registerTable("t", { delta: join(log, "..") }))).toMatchObject({
      code: "unsupported-delta-feature",
      details: { feature: "quantumColumns" },
    });
  });
});

it("bytes that are no Arrow are invalid-arrow", async () => {
  for (const arrow of [new Uint8Array(), Buffer.from("ARROW1 no more"), Buffer.from("something else")]) {
    expect(await caught(openSession().registerTable("t", { arrow }))).toMatchObject({
      code: "invalid-arrow",
      details: { table: "t" },
    });
  }
});

it("a URL with credentials and a query string is redacted", async () => {
  const session = openSession();
  const error = await caught(
    session.registerTable("t", { parquet: "http://user:hunter2@127.0.0.1:9/t.parquet?token=hunter3" }),
  );
  const shown = `${error.message} ${JSON.stringify(error.details)} ${error.stack}`;
  expect(shown).toContain("127.0.0.1");
  expect(shown).not.toMatch(/hunter|user:/);
});

it("storage options never appear in errors", async () => {
  const storageOptions = {
    max_retries: "0",
    aws_access_key_id: "AKIAHUNTER",
    aws_secret_access_key: "hunter2hunter2",
    aws_region: "eu-central-1",
    aws_endpoint: "http://127.0.0.1:9",
    aws_allow_http: "true",
  };
  const error = await caught(openSession().registerTable("t", { delta: "s3://bucket/t", storageOptions }));
  expect(error.code).toBe("storage-error");
  expect(`${error.message} ${JSON.stringify(error.details)}`).not.toMatch(/hunter/i);
});
