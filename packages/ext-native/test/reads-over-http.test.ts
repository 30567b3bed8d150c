import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { EngineSession } from "../src/index.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";

let parquet: Buffer;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "ext-native-"));
  const path = join(folder, "numbers.parquet");
  await using session = EngineSession.open({ allow: ["copy"] });
  await rowsOf(
    session,
    `COPY (SELECT value AS n, md5(arrow_cast(value, 'Utf8')) AS hash FROM range(0, 200000)) TO '${path}' STORED AS PARQUET`,
  );
  parquet = readFileSync(path);
  rmSync(folder, { recursive: true });
});

interface Served {
  readonly url: string;
  /** Method, status and size of each answer. */
  readonly answers: { method: string; status: number; bytes: number }[];
}

/** Serves on this machine until the test ends. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A file server as they come, with byte ranges. */
async function serveParquet(): Promise<Served> {
  const answers: Served["answers"] = [];
  const url = await serve((request, response) => {
    const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
    const size = parquet.length;
    const [from, to] = !range
      ? [0, size]
      : range[1] === ""
        ? [size - Number(range[2]), size]
        : [Number(range[1]), range[2] === "" ? size : Math.min(Number(range[2]) + 1, size)];
    const found = request.url === "/data/numbers.parquet";
    const status = found ? (range ? 206 : 200) : 404;
    const body = found && request.method === "GET" ? parquet.subarray(from, to) : Buffer.alloc(0);
    answers.push({ method: request.method ?? "", status, bytes: body.length });
    response.writeHead(status, {
      "last-modified": "Thu, 29 Feb 2024 12:00:00 GMT",
      "accept-ranges": "bytes",
      "content-length": found ? to - from : 0,
      ...(range && { "content-range": `bytes ${from}-${to - 1}/${size}` }),
    });
    response.end(body);
  });
  return { url, answers };
}

describe("a Parquet file of a web server", () => {
  it("is read by ranges, and no more of it than the query needs", async () => {
    const { url, answers } = await serveParquet();
    const session = openSession();
    const table = await session.registerTable("numbers", { parquet: `${url}/data/numbers.parquet` });
    expect(table).toMatchObject({ kind: "parquet", uri: `${url}/data/numbers.parquet`, bytes: parquet.length });
    expect(
      await rowsOf(session, "SELECT count(*) AS n, max(n) AS most, min(hash) AS least FROM numbers"),
    ).toMatchObject([{ n: 200_000n, most: 199_999n, least: expect.stringMatching(/^0000/) }]);
    const before = answers.length;
    expect(await rowsOf(session, "SELECT sum(n) AS sum FROM numbers WHERE n < 1000")).toEqual([{ sum: 499_500n }]);
    const bytes = answers.slice(before).reduce((sum, answer) => sum + answer.bytes, 0);
    expect(bytes).toBeLessThan(parquet.length / 3);
    expect(answers.filter(({ method }) => method === "GET").every(({ status }) => status === 206)).toBe(true);
  });

  it("that is not there is file-not-found", async () => {
    const { url } = await serveParquet();
    expect(await caught(openSession().registerTable("t", { parquet: `${url}/data/none.parquet` }))).toMatchObject({
      code: "file-not-found",
      details: { table: "t", path: `${url}/data/none.parquet` },
    });
  });

  it("that is refused, or not to be reached, is storage-error", async () => {
    const forbidden = await serve((_request, response) => response.writeHead(403).end());
    for (const url of [forbidden, "http://127.0.0.1:9"]) {
      const parquet = `${url}/t.parquet`;
      const error = await caught(openSession().registerTable("t", { parquet, storageOptions: { max_retries: "0" } }));
      expect(error).toMatchObject({ code: "storage-error", details: { table: "t", path: parquet } });
    }
  });

  it("of a server that does not answer stops with the signal and after timeoutMs", async () => {
    const url = await serve(() => {});
    const source = { parquet: `${url}/t.parquet` };
    const session = openSession();
    for (const [options, code] of [
      [{ timeoutMs: 100 }, "timeout"],
      [{ signal: AbortSignal.timeout(100) }, "timeout"],
      [{ signal: AbortSignal.abort() }, "aborted"],
    ] as const) {
      const started = performance.now();
      expect(await caught(session.registerTable("t", source, options))).toMatchObject({ code });
      expect(performance.now() - started).toBeLessThan(2_000);
    }
    expect(session.tables()).toEqual([]);
  });
});
