import { readFile } from "node:fs/promises";
import { encodePlan, inspectPlan } from "@causeway/substrait-lane";
import { expect, test } from "vitest";
import { planMessage } from "../src/encode/encode-plan.js";
import { decodeMessage } from "../src/protobuf/decode-message.js";
import { encodeMessage } from "../src/protobuf/encode-message.js";
import { relationCases } from "./cases/relation-cases.js";
import { tpchQueries } from "./tpch/queries.js";

const limits = { maxBytes: 1_000_000, maxDepth: 100, maxMessages: 100_000 };

test("plans that DataFusion 55 has made are read, with the columns that they use", async () => {
  const lines = await readFile(new URL("./foreign/datafusion-plans.jsonl", import.meta.url), "utf8");
  const inspections = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly name: string; readonly plan: string })
    .map(({ name, plan }) => {
      const { tables, functions, parameters, outputs, version, producer } = inspectPlan(Buffer.from(plan, "base64"));
      expect({ version, producer }).toEqual({ version: "0.85.0", producer: "datafusion" });
      const read = tables.map((table) => `${table.name.join(".")}(${table.columns.join(", ")})`).join(" ");
      const called = functions.map((declared) => declared.name).join(" ");
      const placed = parameters.map(({ place, type }) => `$${place} ${type}`).join(" ");
      return `${name}\n  reads ${read}\n  calls ${called}\n  takes ${placed}\n  gives ${outputs.join(", ")}\n`;
    });
  await expect(inspections.join("")).toMatchFileSnapshot("./foreign/inspections.txt");
});

test("what is written is read back and written again to the letter", () => {
  for (const relation of [...tpchQueries, ...Object.values(relationCases)]) {
    const bytes = encodePlan(relation);
    const message = decodeMessage<object>("Plan", bytes, limits);
    expect(encodeMessage("Plan", message).bytes).toEqual(bytes);
    expect(encodeMessage("Plan", planMessage(relation.node)).bytes).toEqual(bytes);
  }
});
