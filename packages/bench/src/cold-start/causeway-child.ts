import { coldSql } from "./cold-phases.js";
import { measurePhases } from "./measure-phases.js";

await measurePhases({
  load: () => import("@causeway/runtime"),
  open: ({ openSession }, nation) => openSession({ tables: { nation: { parquet: nation } } }),
  query: async (session) => {
    const rows = await (await session.query(coldSql)).rows();
    return rows.map((row) => Object.values(row as Record<string, unknown>).map(String));
  },
  close: (session) => session.close(),
});
