import { join } from "node:path";
import { expect, test } from "vitest";
import { runIncremental } from "../src/index.js";
import { openTestSession } from "./support/open-test-session.js";
import { buildProgram, killProgramAt } from "./support/run-program.js";
import { sourceWithChanges } from "./support/source-with-changes.js";
import { temporaryFolder } from "./support/temporary-folder.js";

test("each change is applied exactly once by runs that are killed anywhere", { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder();
  const [source, target] = [join(folder, "source"), join(folder, "target")];
  const session = await openTestSession();
  await sourceWithChanges(session, source, { step: Int32Array.of(-1, -1), n: Int32Array.of(0, 1) });
  const transform = "SELECT step, n, n % 2 AS part, _commit_version AS version FROM changes";
  await runIncremental({
    appId: "copy",
    source: { delta: source },
    target: { delta: target, partitionBy: ["part"] },
    transform,
    session: { preflight: "off" },
  });
  const program = await buildProgram("apply-for-ever", folder);
  const tables = [source, target].flatMap((table) => [table, join(table, "_delta_log")]);
  const folders = [...tables, join(target, "part=0"), join(target, "part=1")];
  const stepsOf = async (uri: string, version?: number) => {
    await session.tables.deregister("t");
    await session.tables.register("t", { delta: uri, ...(version === undefined ? {} : { version }) });
    const result = await session.query(
      "SELECT step, count(*) AS rows, sum(n) AS sum FROM t GROUP BY step ORDER BY step",
    );
    return result.rows({ mode: "js" });
  };
  let killed = 0;
  for (let round = 0; round < 20; round += 1) {
    // Over one step of the source and one of the target there are about twenty events: the places go through them all.
    const steps = (await session.delta(source).transactionVersion("source")) ?? 0;
    const end = await killProgramAt(program, [source, target, String(steps + 3)], folders, 2 + round * 2);
    expect(end.stderr).toBe("");
    if (end.killed) killed += 1;
    const cursor = await session.delta(target).transactionVersion("copy");
    expect(await stepsOf(target), `after round ${round}`).toEqual(await stepsOf(source, cursor));
  }
  expect(killed).toBeGreaterThanOrEqual(15);
  const last = (await session.delta(source).transactionVersion("source")) ?? 0;
  const end = await killProgramAt(program, [source, target, String(last + 1)], [], 0);
  expect(end).toMatchObject({ killed: false, code: 0 });
  const steps = await stepsOf(target);
  expect(steps).toEqual(await stepsOf(source));
  expect(steps).toHaveLength(last + 3);
});
