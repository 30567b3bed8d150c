import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { preamble } from "./support/run-program.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** What a call can fail with. */
const faults = [
  { name: "ENOSPC", error: constants.errno.ENOSPC, half: 1 },
  { name: "EIO", error: constants.errno.EIO, half: 0 },
];

/** Where the library is that lets calls fail; undefined where it cannot be built. */
function faultyFiles(): string | undefined {
  if (process.platform !== "linux") return undefined;
  const library = join(mkdtempSync(join(tmpdir(), "faulty-files-")), "faulty_files.so");
  const source = join(import.meta.dirname, "support/faulty_files.c");
  const built = spawnSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], { stdio: "ignore" });
  return built.status === 0 ? library : undefined;
}

const library = faultyFiles();
afterAll(() => library && rmSync(dirname(library), { recursive: true, force: true }));

/**
 * Writes and merges into a table of one commit, with the first call of it failing, in a new table then the second, and so on until there are no more
 * calls than that; each is then repeated without a fault. Prints what each has come to.
 */
const program = (folder: string, control: string) => `
  const fs = require("node:fs");
  const file = fs.openSync(${JSON.stringify(control)}, "r+");
  const arm = (at, error, half) => fs.writeSync(file, Buffer.from(BigInt64Array.of(at, error, half, 0n).buffer), 0, 32, 0);
  const calls = () => { const bytes = Buffer.alloc(32); fs.readSync(file, bytes, 0, 32, 0); return bytes.readBigInt64LE(24); };
  const { tableFromIPC } = require(${JSON.stringify(join(import.meta.dirname, "../../../node_modules/apache-arrow"))});
  const isFailure = (outcome) => typeof outcome === "object" && "failureCode" in outcome;
  (async () => {
    const session = native.NativeSession.open('{"threads":1}');
    const transaction = (step) => ({ appId: "writer", version: step });
    const rows = (step) => session.prepare(\`SELECT CAST(\${step} AS INT) AS step, value AS n FROM range(0, 100)\`);
    const write = async (uri, step) =>
      (await rows(step)).writeDelta(uri, JSON.stringify({ mode: "append", transaction: transaction(step) }));
    const merge = async (uri, step) =>
      (await rows(step)).mergeDelta(JSON.stringify({
        target: { uri, transaction: transaction(step) },
        merge: { on: "t.step = s.step AND t.n = s.n", sourceAlias: "s", targetAlias: "t", whenNotMatched: [{ kind: "insert", values: "*" }] },
      }));
    const state = async (uri) => {
      const described = await session.registerTable("t", JSON.stringify({ kind: "delta", uri }));
      const plan = await session.prepare("SELECT count(*) = (max(step) + 1) * 100 AND count(DISTINCT step) = max(step) + 1 AS whole FROM t");
      const stream = await plan.execute(null, false);
      const chunk = await stream.next();
      await session.deregisterTable("t");
      if (isFailure(described) || isFailure(chunk)) throw new Error(JSON.stringify([described, chunk]));
      return { version: JSON.parse(described).version, whole: tableFromIPC(chunk).get(0).whole };
    };
    const outcomes = [];
    for (const operation of [write, merge]) for (const { name, error, half } of ${JSON.stringify(faults)}) {
      for (let call = 1n; ; call += 1n) {
        const uri = \`${folder}/\${operation.name}-\${name}-\${call}\`;
        if (isFailure(await write(uri, 0))) throw new Error("the first step failed");
        arm(call, BigInt(error), BigInt(half));
        const first = await operation(uri, 1);
        const reached = calls() >= call;
        arm(0n, 0n, 0n);
        const between = await state(uri);
        const again = await operation(uri, 1);
        if (isFailure(again)) throw new Error(\`\${name} at call \${call}: \${again.message}\`);
        const [code, message] = isFailure(first) ? [first.failureCode, first.message] : ["written"];
        outcomes.push({ call: \`\${operation.name} \${name} \${call}\`, code, message, between, again: JSON.parse(again), after: await state(uri) });
        if (!reached) break;
      }
    }
    console.log(JSON.stringify(outcomes));
  })().catch((error) => { console.error(error); process.exit(1); });
`;

interface Outcome {
  readonly call: string;
  readonly code: string;
  readonly message?: string;
  readonly between: { readonly version: number; readonly whole: boolean };
  readonly again: { readonly version: number };
  readonly after: { readonly version: number; readonly whole: boolean };
}

it.skipIf(library === undefined)(
  "whichever call of a commit fails, half done or not, the table holds whole commits and the retry goes through",
  { timeout: 120_000 },
  async () => {
    const folder = temporaryFolder();
    const control = join(temporaryFolder(), "control");
    writeFileSync(control, Buffer.alloc(32));
    const env = { ...process.env, LD_PRELOAD: library, FAULT_CONTROL: control, FAULT_FOLDER: folder };
    const text = `${preamble}\n${program(folder, control)}`;
    const stdout = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, ["-e", text], { env, maxBuffer: 2 ** 26 }, (error, out, err) =>
        error ? reject(new Error(err)) : resolve(out),
      );
    });
    const outcomes = JSON.parse(stdout) as Outcome[];
    const codes = new Set(outcomes.map(({ code }) => code));
    expect([...codes].sort()).toEqual(expect.arrayContaining(["storage-error", "written"]));
    for (const { call, code, message, between, again, after } of outcomes) {
      expect(["written", "storage-error", "file-unreadable"], `${call}: ${message}`).toContain(code);
      // One commit, whole, whether the first attempt or the second has made it.
      expect([0, 1], call).toContain(between.version);
      expect(between.whole, call).toBe(true);
      expect(again.version, call).toBe(1);
      expect(after, call).toEqual({ version: 1, whole: true });
    }
    // Both operations were failed at many calls: files opened, written, synced, linked.
    expect(outcomes.length).toBeGreaterThan(20);
  },
);
