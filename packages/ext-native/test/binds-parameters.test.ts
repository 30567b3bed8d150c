import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { CalendarDate, Decimal, type QueryParameters, Timestamp } from "../src/index.js";
import { errorOf, openSession, rowsOf } from "./support/sessions.js";

async function flights() {
  const session = openSession();
  await session.registerTable("flights", {
    arrow: tableFromArrays({ origin: ["SFO", "DEN", "SFO"], delay: Int32Array.of(5, 65, 90) }),
  });
  return session;
}

describe("parameters", () => {
  it("are known before the query runs", async () => {
    const plan = await (await flights()).prepare("SELECT * FROM flights WHERE delay > $1 AND origin = $2");
    expect(plan.parameters).toEqual([
      { name: "$1", type: "Int32" },
      { name: "$2", type: expect.stringContaining("Utf8") },
    ]);
    expect(plan).toMatchObject({ statementKind: "query", scans: [{ table: "flights", kind: "arrow" }] });
    expect(plan.schema.fields.map((field) => field.name)).toEqual(["origin", "delay"]);
  });

  it("stand by position or by name, and a plan runs again with others", async () => {
    const session = await flights();
    const sql = "SELECT count(*) AS n FROM flights WHERE delay > $1 AND origin = $2";
    expect(await rowsOf(session, sql, { parameters: [60, "SFO"] })).toEqual([{ n: 1n }]);
    const named = "SELECT count(*) AS n FROM flights WHERE delay > $least AND origin = $origin";
    expect(await rowsOf(session, named, { parameters: { origin: "SFO", least: 1 } })).toEqual([{ n: 2n }]);
    const plan = await session.prepare(sql);
    const counts = await Promise.all(
      [0, 60, 80].map(async (least) => {
        let rows = 0;
        for await (const batch of await plan.execute({ parameters: [least, "SFO"] }))
          rows += Number(batch.getChildAt(0)?.get(0));
        return rows;
      }),
    );
    expect(counts).toEqual([2, 1, 1]);
  });

  it.each([
    ["SELECT $1 AS v", [null], null],
    ["SELECT $1 AS v", [true], true],
    ["SELECT $1 AS v", [2n ** 63n - 1n], 2n ** 63n - 1n],
    ["SELECT $1 AS v", [2n ** 64n - 1n], 2n ** 64n - 1n],
    ["SELECT $1 AS v", [0.1], 0.1],
    ["SELECT $1 AS v", [Number.NEGATIVE_INFINITY], Number.NEGATIVE_INFINITY],
    ["SELECT $1 AS v", ["é💶\0"], "é💶\0"],
    ["SELECT $1 AS v", [Uint8Array.of(0, 255)], Uint8Array.of(0, 255)],
    ["SELECT $1 AS v", [new Date(1_700_000_000_123)], new Timestamp("millisecond", 1_700_000_000_123n, null)],
    ["SELECT $1 AS v", [new Decimal(-1250n, 10, 2)], new Decimal(-1250n, 10, 2)],
    ["SELECT DATE '2024-02-29' = $1 AS v", [new CalendarDate(19_782)], true],
    [
      "SELECT TIMESTAMP '2024-02-29T00:00:00.000000001' = $1 AS v",
      [new Timestamp("nanosecond", 1_709_164_800_000_000_001n, null)],
      true,
    ],
    ["SELECT TIMESTAMP '2024-02-29T00:00:00' = $1 AS v", [new Date("2024-02-29T00:00:00Z")], true],
  ])("%s with %o", async (sql, parameters, expected) => {
    expect(await rowsOf(await flights(), sql, { parameters })).toEqual([{ v: expected }]);
  });

  it.each<[string, QueryParameters | undefined, object]>([
    ["parameter-missing", undefined, { parameter: "$1" }],
    ["parameter-missing", [], { parameter: "$1" }],
    ["parameter-extra", [1, 2], { parameter: "$2" }],
    ["parameter-type", ["much"], { parameter: "$1", expected: "Int32" }],
    ["parameter-type", [{}], { parameter: "$1", given: "Object" }],
  ])("give %s for %o", async (code, parameters, details) => {
    const options = parameters === undefined ? {} : { parameters };
    expect(await errorOf(await flights(), "SELECT * FROM flights WHERE delay > $1", options)).toMatchObject({
      code,
      details,
    });
  });
});
