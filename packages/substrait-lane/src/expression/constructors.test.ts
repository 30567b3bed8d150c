import { expect, test } from "vitest";
import { encodePlan, inspectPlan, int32, parameter, renderSql, schema, string, table } from "../index.js";

const flights = table("flights", schema({ origin: string, delay: int32 }));

test("a parameter has a place from 1 in both lanes", () => {
  const relation = flights.filter((f) => f.delay.gt(parameter(2, int32)).and(f.origin.eq(parameter(1, string))));
  expect(renderSql(relation)).toContain('(t0."delay" > $2) AND (t0."origin" = $1)');
  expect(inspectPlan(encodePlan(relation)).parameters).toEqual([
    { place: 1, type: "string" },
    { place: 2, type: "i32" },
  ]);
  for (const place of [0, -1, 1.5, 70_000]) {
    expect(() => parameter(place, int32)).toThrow("invalid-expression: a parameter's place");
  }
});
