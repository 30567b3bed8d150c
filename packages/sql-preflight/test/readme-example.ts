import { createPreflight, type PlanDryRun } from "@causeway/sql-preflight";

// A planner stands here: it says what a statement is and what it touches, and runs nothing.
const planDryRun: PlanDryRun = async (sql) => ({
  diagnostics: [],
  statementKind: sql.startsWith("SELECT") ? "query" : "dml",
  tables: ["flights"],
  outputColumns: [],
  parameters: [],
});
const preflight = createPreflight({ planDryRun });
const read = await preflight.check("SELECT * FROM flights", { tables: ["flights"] });
const write = await preflight.check("DELETE FROM flights", { tables: ["flights"] });
console.log(read.ok, write.ok, write.diagnostics[0]?.code); // true false statement-not-allowed
await preflight.close();
