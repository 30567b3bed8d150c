import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { expect, test } from "vitest";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const cities = (...names: string[]) => tableFromArrays({ city: names });

test("each version answers with what it held, and the newest with everything", async () => {
  const folder = join(await temporaryFolder(), "cities");
  const session = await openTestSession();
  await session.delta(folder).write(cities("Oslo", "Bergen"), { mode: "create" });
  await session.delta(folder).write(cities("Tromsø"), { mode: "append" });
  await session.delta(folder).write(cities("Paris"), { mode: "overwrite" });
  for (const version of [0, 1, 2]) await session.tables.register(`v${version}`, { delta: folder, version });
  await session.tables.register("newest", { delta: folder });

  const read = async (table: string) => {
    const rows = await (await session.query<{ city: string }>(`SELECT city FROM ${table} ORDER BY city`)).rows();
    return rows.map(({ city }) => city);
  };
  expect(await read("v0")).toEqual(["Bergen", "Oslo"]);
  expect(await read("v1")).toEqual(["Bergen", "Oslo", "Tromsø"]);
  expect(await read("v2")).toEqual(["Paris"]);
  expect(await read("newest")).toEqual(["Paris"]);
});

test("a table stays at the version of its registration until it is registered anew", async () => {
  const folder = join(await temporaryFolder(), "cities");
  const session = await openTestSession();
  await session.delta(folder).write(cities("Oslo"), { mode: "create" });
  await session.tables.register("cities", { delta: folder });
  await session.delta(folder).write(cities("Bergen"), { mode: "append" });
  const count = async () => (await session.query("SELECT city FROM cities")).count();
  expect(await count()).toBe(1);
  await session.tables.deregister("cities");
  await session.tables.register("cities", { delta: folder });
  expect(await count()).toBe(2);
});

test("one query compares two versions, and its report names both", async () => {
  const folder = join(await temporaryFolder(), "cities");
  const session = await openTestSession();
  await session.delta(folder).write(cities("Oslo"), { mode: "create" });
  await session.delta(folder).write(cities("Bergen", "Oslo"), { mode: "append" });
  await session.tables.register("before", { delta: folder, version: 0 });
  await session.tables.register("after", { delta: folder, version: 1 });
  const result = await session.query("SELECT city FROM after EXCEPT SELECT city FROM before");
  expect(await result.rows()).toEqual([{ city: "Bergen" }]);
  expect(result.report.scans).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ table: "before", version: 0, filesRead: 1, filesTotal: 1 }),
      expect.objectContaining({ table: "after", version: 1, filesRead: 2, filesTotal: 2 }),
    ]),
  );
});

test("a version that does not exist is named", async () => {
  const folder = join(await temporaryFolder(), "cities");
  const session = await openTestSession();
  await session.delta(folder).write(cities("Oslo"), { mode: "create" });
  await expect(session.tables.register("cities", { delta: folder, version: 7 })).rejects.toMatchObject({
    code: "version-not-found",
    details: { version: 7 },
  });
});
