import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const addon = fileURLToPath(new URL("../native/index.cjs", import.meta.url));
const run = promisify(execFile);

/** Runs a program of its own: a crash or a hang of the addon must not take the tests along. */
async function output(program: string): Promise<string> {
  const source = `const native = require(${JSON.stringify(addon)});\n${program}`;
  const { stdout } = await run(process.execPath, ["-e", source], { timeout: 60_000 });
  return stdout.trim();
}

const query = `
  async function begin() {
    const session = native.NativeSession.open("{}");
    const plan = await session.prepare("SELECT value, value * 2 AS twice FROM range(0, 10000000000)");
    return { session, stream: await plan.execute() };
  }
`;

it("workers that are ended in the middle of a query leave the process well, 50 times", {
  timeout: 90_000,
}, async () => {
  const program = `
    const { Worker } = require("node:worker_threads");
    const source = \`
      const native = require(${JSON.stringify(addon)});
      ${query}
      begin().then(async ({ stream }) => {
        const { parentPort } = require("node:worker_threads");
        await stream.next();
        parentPort.postMessage("running");
        for (;;) await stream.next();
      });
    \`;
    async function once() {
      const worker = new Worker(source, { eval: true });
      await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
      await worker.terminate();
    }
    (async () => {
      for (let round = 0; round < 25; round++) await Promise.all([once(), once()]);
      const session = native.NativeSession.open("{}");
      const plan = await session.prepare("SELECT 1");
      console.log("main thread: " + (await (await plan.execute()).next()).constructor.name);
      await session.close();
    })();
  `;
  expect(await output(program)).toBe("main thread: Uint8Array");
});

it("a process that ends in the middle of a query ends cleanly", async () => {
  expect(
    await output(
      `${query} begin().then(async ({ stream }) => { await stream.next(); stream.next(); console.log("bye"); process.exit(0); });`,
    ),
  ).toBe("bye");
});

it("a process with an open, idle session ends by itself", async () => {
  expect(
    await output(
      `${query} begin().then(({ stream }) => stream.cancel()); process.on("exit", () => console.log("bye"));`,
    ),
  ).toBe("bye");
});

it("results that are thrown away unread are collected with their memory", { timeout: 60_000 }, async () => {
  const program = `
    ${query}
    const { setTimeout: sleep } = require("node:timers/promises");
    (async () => {
      const session = native.NativeSession.open("{}");
      const plan = await session.prepare("SELECT value, repeat('x', 1000) AS text FROM range(0, 10000000000)");
      let before = 0;
      for (let round = 0; round < 200; round++) {
        await plan.execute();
        if (round % 20 === 19) { globalThis.gc(); await sleep(50); }
        if (round === 59) before = process.memoryUsage().rss;
      }
      await sleep(200);
      console.log(Math.round((process.memoryUsage().rss - before) / 1e6));
      await session.close();
    })();
  `;
  const source = `const native = require(${JSON.stringify(addon)});\n${program}`;
  const { stdout } = await run(process.execPath, ["--expose-gc", "-e", source], { timeout: 60_000 });
  expect(Number(stdout)).toBeLessThan(200);
});
