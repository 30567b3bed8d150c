import { expect, test } from "vitest";
import type { OperatorMetrics } from "../execution-report.js";
import { operatorSpans } from "./operator-spans.js";

const operator = (name: string, rest: Partial<OperatorMetrics> = {}): OperatorMetrics => ({
  name,
  detail: `${name}: secret`,
  metrics: {},
  children: [],
  ...rest,
});

test("each operator is a span below the one that it feeds, with what it measured", () => {
  const scan = operator("DataSourceExec", { startMs: 1_001, endMs: 1_004.5, metrics: { output_rows: 7 } });
  const root = operator("FilterExec", { startMs: 1_000, endMs: 1_005, children: [scan] });
  expect(operatorSpans(root)).toEqual([
    expect.objectContaining({
      id: "operator.0",
      parentId: undefined,
      name: "FilterExec",
      startMs: 1_000,
      durationMs: 5,
    }),
    {
      id: "operator.0.0",
      parentId: "operator.0",
      name: "DataSourceExec",
      startMs: 1_001,
      durationMs: 3.5,
      attributes: { "datafusion.metrics.output_rows": 7 },
      detail: "DataSourceExec: secret",
    },
  ]);
});

test("an operator without times spans those that feed it, and without any it is left out", () => {
  const first = operator("A", { startMs: 10, endMs: 20 });
  const second = operator("B", { startMs: 5, endMs: 12 });
  const untimed = operator("Untimed", { children: [operator("Leaf")] });
  const union = operator("UnionExec", { children: [first, untimed, second] });
  expect(
    operatorSpans(union).map(({ id, parentId, name, startMs, durationMs }) => [
      id,
      parentId,
      name,
      startMs,
      durationMs,
    ]),
  ).toEqual([
    ["operator.0", undefined, "UnionExec", 5, 15],
    ["operator.0.0", "operator.0", "A", 10, 10],
    ["operator.0.2", "operator.0", "B", 5, 7],
  ]);
});
