import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { createPreflight } from "../src/create-preflight.js";

const run = promisify(execFile);
const build = fileURLToPath(new URL("../dist", import.meta.url));
const schemas = [{ name: "flights", columns: [{ name: "delay", type: "Int64" }] }];
const sql = "SELECT max(delay) AS latest FROM flights";

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** A folder inside the package, from which Pyodide is found. */
async function temporaryFolder(): Promise<string> {
  const parent = fileURLToPath(new URL("../node_modules/.cache", import.meta.url));
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "preflight-"));
  folders.push(folder);
  return folder;
}

/** What a program prints that has the built package as `createPreflight` and `schemas` and `sql`. */
async function printed(program: string, from = build): Promise<string> {
  const entry = pathToFileURL(join(from, "index.js")).href;
  const given = `import { createPreflight } from "${entry}";\nconst schemas = ${JSON.stringify(schemas)};\nconst sql = "${sql}";\n`;
  const file = join(await temporaryFolder(), "program.mjs");
  await writeFile(file, given + program);
  return (await run(process.execPath, [file], { timeout: 60_000 })).stdout.trim();
}

test("starts from the memory snapshot", async () => {
  await using preflight = createPreflight();
  expect(await preflight.check(sql, { schemas })).toMatchObject({ ok: true, startedBy: "snapshot" });
});

test("a statement that takes too long is an error, and the next one is judged", async () => {
  await using preflight = createPreflight({ deadlineMs: 30 });
  await using patient = createPreflight();
  const endless = `SELECT ${Array.from({ length: 6_000 }, (_, index) => `delay + ${index}`).join(", ")} FROM flights`;
  await expect(preflight.check(endless, { schemas })).rejects.toMatchObject({ code: "worker-timeout" });
  expect(await patient.check(sql, { schemas })).toMatchObject({ ok: true });
});

test("a process ends that has not closed its preflight, and one that ends at once", async () => {
  const checked = await printed(`
    const { ok } = await createPreflight().check(sql, { schemas });
    console.log(ok);
  `);
  expect(checked).toBe("true");
  expect(await printed("createPreflight({ warmUp: true }); console.log('left');")).toBe("left");
});

test("a thread starts with the first check that needs one, or with a warm-up", async () => {
  const output = await printed(`
    let threads = 0;
    process.on("worker", () => { threads += 1; });
    const counts = [];
    const preflight = createPreflight({ verdicts: { get: () => ({ ok: true }), set() {} } });
    await preflight.check(sql, { schemas });
    counts.push(threads);
    const fresh = createPreflight();
    await fresh.check(sql, { schemas });
    fresh.warmUp();
    counts.push(threads);
    await Promise.all([preflight.close(), fresh.close()]);
    await createPreflight({ warmUp: true }).close();
    console.log(counts, threads);
  `);
  expect(output).toBe("[ 0, 1 ] 2");
});

test("a check keeps the process alive until it is answered", async () => {
  expect(await printed("createPreflight().check(sql, { schemas }).then(({ ok }) => console.log(ok));")).toBe("true");
});

test("closing keeps the process alive until the worker has ended, also one that was called off while it started", async () => {
  const program = `
    const preflight = createPreflight();
    const calledOff = new AbortController();
    setTimeout(() => calledOff.abort(), 1);
    await preflight.check(sql, { schemas, signal: calledOff.signal }).catch(({ code }) => console.log(code));
    await preflight.close();
    console.log("closed");`;
  expect(await printed(program)).toBe("aborted\nclosed");
});

test("a snapshot that is not the one that was built is not used, and the report says so", async () => {
  const copy = join(await temporaryFolder(), "dist");
  await cp(build, copy, { recursive: true });
  const file = join(copy, "assets", "snapshot.bin");
  const bytes = await readFile(file);
  // One byte of the last piece: it may still unpack.
  bytes[bytes.length - 20] = ~(bytes[bytes.length - 20] ?? 0);
  await writeFile(file, bytes);
  const report = JSON.parse(
    await printed("console.log(JSON.stringify(await createPreflight().check(sql, { schemas })));", copy),
  );
  expect(report).toMatchObject({ ok: true, startedBy: "cold", coldReason: expect.any(String) });
  const { ok, outputColumns, columns, lineage, ast } = report;
  await using preflight = createPreflight();
  expect(await preflight.check(sql, { schemas })).toMatchObject({ ok, outputColumns, columns, lineage, ast });
});

test("an archive that is not the one that was built runs nothing", async () => {
  const copy = join(await temporaryFolder(), "dist");
  await cp(build, copy, { recursive: true });
  await writeFile(join(copy, "assets", "python.zip"), "");
  const program = "await createPreflight().check(sql, { schemas }).catch(({ message }) => console.log(message));";
  expect(await printed(program, copy)).toMatch(/^worker-died: .*python\.zip is not the one that was built/);
});

test("code that was torn from its assets says so", async () => {
  const folder = await temporaryFolder();
  await cp(join(build, "index.js"), join(folder, "index.js"));
  const program = "await createPreflight().check(sql, { schemas }).catch(({ message }) => console.log(message));";
  expect(await printed(program, folder)).toMatch(/^assets-missing: /);
});

test("the ESM build and the CommonJS build share a worker, and each closes its own share", async () => {
  const output = await printed(`
    import { createRequire } from "node:module";
    const required = createRequire(import.meta.url)(${JSON.stringify(join(build, "index.cjs"))});
    const [imported, other] = [createPreflight(), required.createPreflight()];
    const reports = [await imported.check(sql, { schemas }), await other.check(sql, { schemas })];
    await imported.close();
    reports.push(await other.check(sql, { schemas }));
    const pools = globalThis[Symbol.for("causeway.sql-preflight.worker-pools")];
    await other.close();
    console.log(reports.map(({ ok }) => ok), pools.size);
  `);
  expect(output).toBe("[ true, true, true ] 1");
});

test("works in a worker thread of the user's", async () => {
  const file = join(await temporaryFolder(), "thread.mjs");
  await writeFile(
    file,
    `import { parentPort } from "node:worker_threads";
     import { createPreflight } from "${pathToFileURL(join(build, "index.js")).href}";
     const preflight = createPreflight();
     parentPort.postMessage((await preflight.check("${sql}", { schemas: ${JSON.stringify(schemas)} })).ok);
     await preflight.close();`,
  );
  const thread = new Worker(file);
  const messages: unknown[] = [];
  thread.on("message", (message) => messages.push(message));
  const code = await new Promise((resolve, reject) => thread.on("exit", resolve).on("error", reject));
  expect([messages, code]).toEqual([[true], 0]);
});
