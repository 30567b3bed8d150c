import { quotedLiteral } from "../quoted-literal.js";
import { coldSql } from "./cold-phases.js";
import { measurePhases } from "./measure-phases.js";

await measurePhases({
  load: () => import("@duckdb/node-api"),
  open: async ({ DuckDBInstance }, nation) => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`CREATE VIEW nation AS SELECT * FROM read_parquet(${quotedLiteral(nation)})`);
    return { instance, connection };
  },
  query: async ({ connection }) => {
    const rows = await (await connection.run(coldSql)).getRows();
    return rows.map((row) => row.map(String));
  },
  close: async ({ instance, connection }) => {
    connection.closeSync();
    instance.closeSync();
  },
});
