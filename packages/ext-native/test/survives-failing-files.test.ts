import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { preamble } from "./support/run-program.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** What a call can fail with. */
const faults = [
  { name: "ENOSPC", error: constants.errno.ENOSPC, half: 1 },
  { name: "EIO", error: constants.errno.EIO, half: 0 },
];

const library = join(temporaryFolder(), "faulty_files.so");
const source = join(import.meta.dirname, "support/faulty_files.c");
const isBuilt =
  process.platform === "linux" &&
  spawnSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], { stdio: "ignore" }).status === 0;

/**
 * Writes and merges step after step, with the first call of a step failing, then the second, and so on until a step makes no more calls than that; each
 * step is then repeated without a fault. Prints what each has come to.
 */
const program = (uri: string, control: string) => `
  const fs = require("node:fs");
  const file = fs.openSync(${JSON.stringify(control)}, "r+");
  const arm = (at, error, half) => fs.writeSync(file, Buffer.from(BigInt64Array.of(at, error, half, 0n).buffer), 0, 32, 0);
  const calls = () => { const bytes = Buffer.alloc(32); fs.readSync(file, bytes, 0, 32, 0); return bytes.readBigInt64LE(24); };
  const uri = ${JSON.stringify(uri)};
  const { tableFromIPC } = require(${JSON.stringify(join(import.meta.dirname, "../../../node_modules/apache-arrow"))});
  const isFailure = (outcome) => typeof outcome === "object" && "failureCode" in outcome;
  (async () => {
    const session = native.NativeSession.open('{"threads":1}');
    const transaction = (step) => ({ appId: "writer", version: step });
    const rows = (step) => session.prepare(\`SELECT CAST(\${step} AS INT) AS step, value AS n FROM range(0, 100)\`);
    const write = async (step) =>
      (await rows(step)).writeDelta(uri, JSON.stringify({ mode: "append", transaction: transaction(step) }));
    const merge = async (step) =>
      (await rows(step)).mergeDelta(JSON.stringify({
        target: { uri, transaction: transaction(step) },
        merge: { on: "t.step = s.step AND t.n = s.n", sourceAlias: "s", targetAlias: "t", whenNotMatched: [{ kind: "insert", values: "*" }] },
      }));
    const state = async () => {
      const described = await session.registerTable("t", JSON.stringify({ kind: "delta", uri }));
      const plan = await session.prepare("SELECT count(*) = (max(step) + 1) * 100 AND count(DISTINCT step) = max(step) + 1 AS whole FROM t");
      const stream = await plan.execute();
      const chunk = await stream.next();
      await session.deregisterTable("t");
      if (isFailure(described) || isFailure(chunk)) throw new Error(JSON.stringify([described, chunk]));
      return { version: JSON.parse(described).version, whole: tableFromIPC(chunk).get(0).whole };
    };
    let step = 0;
    if (isFailure(await write(step))) throw new Error("the first step failed");
    const outcomes = [];
    for (const operation of [write, merge]) for (const { name, error, half } of ${JSON.stringify(faults)}) {
      for (let call = 1n; ; call += 1n) {
        step += 1;
        arm(call, BigInt(error), BigInt(half));
        const first = await operation(step);
        const reached = calls() >= call;
        arm(0n, 0n, 0n);
        const between = await state();
        const again = await operation(step);
        if (isFailure(again)) throw new Error(\`\${name} at call \${call}: \${again.message}\`);
        const code = isFailure(first) ? first.failureCode : "written";
        outcomes.push({ step, call: \`\${operation.name} \${name} \${call}\`, code, committed: isFailure(first) ? first.details : undefined, between, again: JSON.parse(again), after: await state() });
        if (!reached) break;
      }
    }
    console.log(JSON.stringify(outcomes));
  })().catch((error) => { console.error(error); process.exit(1); });
`;

interface Outcome {
  readonly step: number;
  readonly call: string;
  readonly code: string;
  readonly between: { readonly version: number; readonly whole: boolean };
  readonly again: { readonly version: number };
  readonly after: { readonly version: number; readonly whole: boolean };
}

it.skipIf(!isBuilt)(
  "whichever call of a commit fails, half done or not, the table holds whole commits and the retry goes through",
  { timeout: 120_000 },
  async () => {
    const folder = temporaryFolder();
    const control = join(temporaryFolder(), "control");
    writeFileSync(control, Buffer.alloc(32));
    const env = { ...process.env, LD_PRELOAD: library, FAULT_CONTROL: control, FAULT_FOLDER: folder };
    const text = `${preamble}\n${program(join(folder, "t"), control)}`;
    const stdout = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, ["-e", text], { env, maxBuffer: 2 ** 26 }, (error, out, err) =>
        error ? reject(new Error(err)) : resolve(out),
      );
    });
    const outcomes = JSON.parse(stdout) as Outcome[];
    const codes = new Set(outcomes.map(({ code }) => code));
    expect([...codes].sort()).toEqual(expect.arrayContaining(["storage-error", "written"]));
    for (const { step, call, code, between, again, after } of outcomes) {
      expect(["written", "storage-error", "file-unreadable"], call).toContain(code);
      // One commit a step, whole, whether the first attempt or the second has made it.
      expect([step - 1, step], call).toContain(between.version);
      expect(between.whole, call).toBe(true);
      expect(again.version, call).toBe(step);
      expect(after, call).toEqual({ version: step, whole: true });
    }
    // Both operations were failed at many calls: files opened, written, synced, linked.
    expect(outcomes.length).toBeGreaterThan(20);
  },
);
