import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EngineSession } from "../src/index.js";
import { preamble, runProgram } from "./support/run-program.js";
import { temporaryFolder } from "./support/temporary-folder.js";

describe("a process ends at once and says nothing", () => {
  it.each([
    ["by process.exit while rows wait", `begin(rows).then(() => process.exit(0));`],
    [
      "by process.exit while rows are read",
      `begin(rows).then(async ({ stream }) => { await stream.next(); stream.next(); process.exit(0); });`,
    ],
    [
      "by process.exit while the engine computes",
      `begin(endless).then(async ({ stream }) => { stream.next(); await sleep(100); process.exit(0); });`,
    ],
    [
      "by process.exit while the engine plans",
      `const text = (pair) => pair.repeat(30000);
       native.NativeSession.open("{}").prepare(\`SELECT levenshtein('\${text("ab")}', '\${text("ba")}')\`);
       sleep(100).then(() => process.exit(0));`,
    ],
    ["by itself with a session open", `native.NativeSession.open("{}");`],
    ["by itself while rows wait", `begin(rows);`],
    ["by itself while the engine computes and nobody waits", `begin(endless);`],
    [
      "by itself after a cancelled read",
      `begin(endless).then(async ({ stream }) => { const read = stream.next(); stream.cancel(); await read; });`,
    ],
  ])("%s", { timeout: 20_000 }, async (_how, program) => {
    const end = await runProgram(program);
    expect(end).toMatchObject({ code: 0, signal: null, stdout: "", stderr: "" });
    expect(end.elapsedMs).toBeLessThan(4_000);
  });
});

describe("spill files", () => {
  const spilling = (folder: string) => `
    const options = { memoryLimitBytes: 64e6, targetPartitions: 1, spillDirectory: ${JSON.stringify(folder)} };
    const sort = "SELECT value, md5(arrow_cast(value, 'Utf8')) AS hash FROM range(0, 100000000) ORDER BY hash";
    const spilled = begin(sort, options).then(async ({ session, stream }) => {
      stream.next();
      while (JSON.parse(stream.reportJson()).spillFiles < 2) await sleep(20);
      console.log(require("node:fs").readdirSync(options.spillDirectory).length);
      return session;
    });
  `;

  it("are removed when their worker is terminated", { timeout: 20_000 }, async () => {
    const folder = temporaryFolder();
    const inWorker = `
      ${preamble}
      ${spilling(folder)}
      spilled.then(() => require("node:worker_threads").parentPort.postMessage("spilled"));
    `;
    const end = await runProgram(`
      const worker = new (require("node:worker_threads").Worker)(${JSON.stringify(inWorker)}, { eval: true });
      worker.on("message", async () => {
        await worker.terminate();
        console.log("left", require("node:fs").readdirSync(${JSON.stringify(folder)}).length);
      });
    `);
    expect(end).toMatchObject({ code: 0, stdout: expect.stringMatching(/left 0$/), stderr: "" });
  });

  it("are removed at process.exit", { timeout: 20_000 }, async () => {
    const folder = temporaryFolder();
    const end = await runProgram(`
      process.once("exit", () => native.removeSpillFolders());
      ${spilling(folder)}
      spilled.then(() => process.exit(0));
    `);
    expect(end).toMatchObject({ code: 0, stdout: "1", stderr: "" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("of a process that was killed are removed by the next session there", { timeout: 20_000 }, async () => {
    const folder = temporaryFolder();
    const end = await runProgram(`${spilling(folder)} spilled.then(() => process.kill(process.pid, "SIGKILL"));`);
    expect(end).toMatchObject({ code: null, signal: "SIGKILL", stdout: "1" });
    expect(readdirSync(folder)).toHaveLength(1);
    const session = EngineSession.open({ spillDirectory: folder });
    expect(readdirSync(folder)).toHaveLength(1);
    await session.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});
