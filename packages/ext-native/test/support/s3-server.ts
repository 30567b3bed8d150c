import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** The objects of one bucket by key, and what was asked for. */
export interface S3Server {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** Requests as `GET key 206`. */
  readonly requests: string[];
  /** What was read of the objects: bytes from `start` to before `end`, of `size`. */
  readonly reads: { readonly key: string; readonly start: number; readonly end: number; readonly size: number }[];
  /** When set, every answer is this status. */
  refuseWith: number | undefined;
  /** What befalls a request, if anything. */
  fault: ((method: string, key: string) => Fault | undefined) | undefined;
}

/**
 * - `unavailable`: answers 503 after a while;
 * - `dies`: takes a part of the request and breaks the connection;
 * - `answers-nobody`: does what it was asked, and breaks the connection instead of answering.
 */
export type Fault = "unavailable" | "dies" | "answers-nobody";

const modified = "Thu, 29 Feb 2024 12:00:00 GMT";
const etagOf = (body: Buffer) => `"${createHash("md5").update(body).digest("hex")}"`;

/** As much of S3 as tables need: objects with ranges and conditional puts, and listings. Runs until the test ends. */
export async function serveS3(bucket: string): Promise<S3Server> {
  const server: { -readonly [name in keyof S3Server]: S3Server[name] } = {
    endpoint: "",
    objects: new Map(),
    requests: [],
    reads: [],
    refuseWith: undefined,
    fault: undefined,
  };
  const listener = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const key = decodeURIComponent(url.pathname).slice(bucket.length + 2);
    response.on("finish", () => server.requests.push(`${request.method} ${key} ${response.statusCode}`));
    const fault = server.fault?.(String(request.method), key);
    if (fault) void befall(fault, server.objects, key, request, response);
    else if (server.refuseWith) response.writeHead(server.refuseWith).end(`<Error><Code>Refused</Code></Error>`);
    else if (key === "") list(server.objects, url.searchParams, response);
    else void answer(server, key, request, response);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    listener.closeAllConnections();
    listener.close();
  });
  server.endpoint = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  return server;
}

async function befall(
  fault: Fault,
  objects: Map<string, Buffer>,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (fault === "unavailable") {
    setTimeout(() => response.writeHead(503).end("<Error><Code>SlowDown</Code></Error>"), 20);
  } else if (fault === "dies") {
    request.once("data", () => request.socket.destroy());
    if (request.method !== "PUT") request.socket.destroy();
  } else {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const taken = request.headers["if-none-match"] === "*" && objects.has(key);
    if (!taken) objects.set(key, Buffer.concat(chunks));
    request.socket.destroy();
  }
}

async function answer(
  { objects, reads }: S3Server,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === "PUT") {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const taken = request.headers["if-none-match"] === "*" && objects.has(key);
    if (!taken) objects.set(key, body);
    response.writeHead(taken ? 412 : 200, { etag: etagOf(objects.get(key) ?? body) }).end();
    return;
  }
  const object = objects.get(key);
  if (request.method === "DELETE") {
    objects.delete(key);
    response.writeHead(204).end();
  } else if (!object) {
    response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
  } else {
    const { start, end } = sendObject(object, request, response);
    if (request.method === "GET") reads.push({ key, start, end, size: object.length });
  }
}

function sendObject(
  object: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): { start: number; end: number } {
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
  const size = object.length;
  const from = range ? (range[1] ? Number(range[1]) : size - Number(range[2])) : 0;
  const to = range?.[1] && range[2] ? Math.min(Number(range[2]) + 1, size) : size;
  response.writeHead(range ? 206 : 200, {
    etag: etagOf(object),
    "last-modified": modified,
    "content-length": to - from,
    ...(range && { "content-range": `bytes ${from}-${to - 1}/${size}` }),
  });
  response.end(request.method === "HEAD" ? undefined : object.subarray(from, to));
  return { start: from, end: to };
}

function list(objects: Map<string, Buffer>, query: URLSearchParams, response: ServerResponse): void {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter");
  const after = query.get("start-after") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const rest = (key: string) => (delimiter ? key.indexOf(delimiter, prefix.length) : -1);
  const folders = new Set(keys.filter((key) => rest(key) >= 0).map((key) => key.slice(0, rest(key) + 1)));
  const contents = keys.filter((key) => rest(key) < 0);
  response.writeHead(200, { "content-type": "application/xml" });
  response.end(
    `<ListBucketResult><Prefix>${prefix}</Prefix><KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated>${contents
      .map((key) => contentOf(key, objects.get(key) ?? Buffer.alloc(0)))
      .join(
        "",
      )}${[...folders].map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`).join("")}</ListBucketResult>`,
  );
}

function contentOf(key: string, object: Buffer): string {
  const time = new Date(modified).toISOString();
  return `<Contents><Key>${key}</Key><LastModified>${time}</LastModified><ETag>${etagOf(object)}</ETag><Size>${object.length}</Size></Contents>`;
}
