import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { preamble } from "./support/run-program.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** A process can have a small file system of its own where the system lets it make name spaces: on most of Linux. */
const canMount = (folder: string) =>
  process.platform === "linux" &&
  spawnSync("unshare", ["-r", "-m", "mount", "-t", "tmpfs", "none", folder], { stdio: "ignore" }).status === 0;

const mountable = canMount("/mnt");

/**
 * Fills the disk up to so many free pages, writes a step, makes room, and writes it again: for each number of pages, so that it is now this
 * call of the commit and now that one which finds no room. Prints what each step has come to.
 */
const program = (folder: string) => `
  const fs = require("node:fs");
  const folder = ${JSON.stringify(folder)};
  const uri = folder + "/t";
  const page = 4096;
  const ballast = folder + "/ballast";
  const isFailure = (outcome) => typeof outcome === "object" && "failureCode" in outcome;
  (async () => {
    const session = native.NativeSession.open('{"threads":1}');
    const write = async (step) => {
      const plan = await session.prepare(\`SELECT CAST(\${step} AS INT) AS step, value AS n FROM range(0, 3000)\`);
      return plan.writeDelta(uri, JSON.stringify({ mode: "append", transaction: { appId: "writer", version: step } }));
    };
    const rows = async () => {
      const described = await session.registerTable("t", JSON.stringify({ kind: "delta", uri }));
      const plan = await session.prepare("SELECT count(*) = (max(step) + 1) * 3000 AND count(DISTINCT step) = max(step) + 1 AS whole FROM t");
      const stream = await plan.execute(null, false);
      const chunk = await stream.next();
      await session.deregisterTable("t");
      if (isFailure(described) || isFailure(chunk)) throw new Error(JSON.stringify([described, chunk]));
      const { tableFromIPC } = require(${JSON.stringify(join(import.meta.dirname, "../../../node_modules/apache-arrow"))});
      return { version: JSON.parse(described).version, whole: tableFromIPC(chunk).get(0).whole };
    };
    if (isFailure(await write(0))) throw new Error("the first step failed");
    const steps = [];
    for (let pages = 0; pages <= 14; pages += 1) {
      const { bfree, bsize } = fs.statfsSync(folder);
      fs.writeFileSync(ballast, Buffer.alloc(Math.max(0, bfree * bsize - pages * page)));
      const first = await write(pages + 1);
      const between = await rows();
      fs.rmSync(ballast);
      const second = await write(pages + 1);
      if (isFailure(second)) throw new Error(second.message);
      steps.push({ code: isFailure(first) ? first.failureCode : "written", between, again: JSON.parse(second), after: await rows() });
    }
    console.log(JSON.stringify(steps));
  })();
`;

interface Step {
  readonly code: string;
  readonly between: { readonly version: number; readonly whole: boolean };
  readonly again: { readonly alreadyApplied: boolean; readonly version: number };
  readonly after: { readonly version: number; readonly whole: boolean };
}

it.skipIf(!mountable)(
  "a disk that is full at any call of a commit leaves whole commits, and the retry goes through",
  {
    timeout: 60_000,
  },
  async () => {
    const folder = temporaryFolder();
    const mounted = 'mount -t tmpfs -o size=4m none "$1" && exec "$2" -e "$3"';
    const stdout = await new Promise<string>((resolve, reject) => {
      const parameters = [
        "-r",
        "-m",
        "sh",
        "-c",
        mounted,
        "sh",
        folder,
        process.execPath,
        `${preamble}\n${program(folder)}`,
      ];
      execFile("unshare", parameters, { maxBuffer: 2 ** 24 }, (error, out, err) =>
        error ? reject(new Error(err)) : resolve(out),
      );
    });
    const steps = JSON.parse(stdout) as Step[];
    expect(steps).toHaveLength(15);
    for (const [index, { code, between, again, after }] of steps.entries()) {
      expect(["written", "storage-error"], `step ${index + 1}`).toContain(code);
      // What failed left nothing; what was written is not written again.
      expect(between).toEqual({ version: index + (code === "written" ? 1 : 0), whole: true });
      expect(again).toMatchObject({ alreadyApplied: code === "written", version: index + 1 });
      expect(after).toEqual({ version: index + 1, whole: true });
    }
    const codes = steps.map(({ code }) => code);
    expect(codes).toContain("storage-error");
    expect(codes).toContain("written");
  },
);
