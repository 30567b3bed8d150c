import { createPreflight } from "@causeway/sql-preflight";

const preflight = createPreflight({ policy: { columns: { deny: { people: ["ssn"] } } } });
const schemas = [{ name: "people", columns: ["name", "ssn"].map((name) => ({ name, type: "Utf8" })) }];
for (const sql of ["SELECT name FROM people", "SELECT nam FROM people", "SELECT * FROM people", "DROP TABLE people"]) {
  const { ok, diagnostics } = await preflight.check(sql, { schemas });
  console.log(ok, diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`).join());
}
await preflight.close();
