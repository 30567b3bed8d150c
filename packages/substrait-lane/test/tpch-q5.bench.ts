import { encodePlan, inspectPlan, renderSql } from "@causeway/substrait-lane";
import { bench } from "vitest";
import { q05 } from "./tpch/q05.js";

// Run with `npx vitest bench --run`. The aim is 0.3 ms at p75 for the first two.
const plan = encodePlan(q05);

bench("TPC-H q5 from relation to bytes", () => {
  encodePlan(q05);
});

bench("inspection of the bytes of TPC-H q5", () => {
  inspectPlan(plan);
});

bench("TPC-H q5 from relation to SQL", () => {
  renderSql(q05);
});
