import { createRequire } from "node:module";
import { measurePhases } from "../cold-start/measure-phases.js";
import { warmSql } from "./warm-ways.js";

const { CAUSEWAY_BENCH_PLANS: directory, CAUSEWAY_BENCH_LOAD: load, CAUSEWAY_BENCH_UNKNOWN: unknown } = process.env;

await measurePhases<typeof import("@causeway/runtime"), import("@causeway/runtime").Session>({
  load: async () =>
    load === "require" ? createRequire(import.meta.url)("@causeway/runtime") : import("@causeway/runtime"),
  open: ({ openSession }, delta) =>
    openSession({ tables: { flights: { delta } }, planCache: directory === undefined ? {} : { directory } }),
  query: async (session) => {
    const sql = unknown === undefined ? warmSql : `${warmSql} AND ${process.pid} > 0`;
    const row = await (await session.query(sql, { parameters: [900] })).first();
    return [Object.values(row ?? {}).map(String)];
  },
  close: (session) => session.close(),
});
