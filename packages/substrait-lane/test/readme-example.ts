import { compileLane, type PlanCodec } from "@causeway/substrait-lane";

// A codec stands for the engine: it makes Substrait bytes, or says why it will not.
const codec: PlanCodec = {
  encode: async (sql) =>
    sql.includes("OVER") ? { code: "not-carried", reason: "Window functions stay with SQL." } : new Uint8Array([10, 2]),
};
const plain = await compileLane("SELECT 1", { lane: "prefer-substrait", codec });
const ranked = await compileLane("SELECT rank() OVER () FROM t", { lane: "prefer-substrait", codec });
console.log(plain.lane, ranked.lane, ranked.lane === "sql" ? ranked.fallback?.reason : ""); // substrait sql Window functions stay with SQL.
