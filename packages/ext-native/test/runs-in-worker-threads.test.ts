import { expect, it } from "vitest";
import { preamble, runProgram } from "./support/run-program.js";

/** Starts one worker that runs `source`, and gives it once it says that it is running. */
const startWorker = (source: string) => `
  const { Worker } = require("node:worker_threads");
  const source = ${JSON.stringify(`${preamble}\n${source}`)};
  async function startWorker() {
    const worker = new Worker(source, { eval: true });
    await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    return worker;
  }
`;

const readForever = `
  begin(rows).then(async ({ stream }) => {
    await stream.next();
    require("node:worker_threads").parentPort.postMessage("running");
    for (;;) await stream.next();
  });
`;

const computeForever = `
  begin(endless).then(({ stream }) => {
    require("node:worker_threads").parentPort.postMessage("running");
    return stream.next();
  });
`;

it.each([
  ["give rows", readForever],
  ["compute", computeForever],
])(
  "workers that are ended while their queries %s leave the process well, 50 times",
  {
    timeout: 60_000,
  },
  async (_what, source) => {
    const end = await runProgram(`
    ${startWorker(source)}
    (async () => {
      for (let round = 0; round < 25; round++) {
        const workers = await Promise.all([startWorker(), startWorker()]);
        await Promise.all(workers.map((worker) => worker.terminate()));
      }
      const { session, stream } = await begin("SELECT 1");
      console.log((await stream.next()).constructor.name);
      await session.close();
    })();
  `);
    expect(end).toMatchObject({ code: 0, stdout: "Uint8Array", stderr: "" });
  },
);

it("many workers query at the same time, and end by themselves", { timeout: 60_000 }, async () => {
  const end = await runProgram(`
    const { Worker } = require("node:worker_threads");
    const source = ${JSON.stringify(`${preamble}
      begin("SELECT value FROM range(0, 100000)").then(async ({ stream }) => {
        while (await stream.next());
        require("node:worker_threads").parentPort.postMessage(JSON.parse(stream.reportJson()).rows);
      });
    `)};
    let rowsRead = 0;
    let ended = 0;
    for (let index = 0; index < 8; index++) {
      const worker = new Worker(source, { eval: true });
      worker.on("message", (count) => (rowsRead += count));
      worker.on("exit", (code) => code === 0 && ++ended === 8 && console.log(rowsRead));
    }
  `);
  expect(end).toMatchObject({ code: 0, stdout: "800000", stderr: "" });
});
