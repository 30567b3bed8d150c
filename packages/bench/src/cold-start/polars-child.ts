import { collectPolars, loadPolars } from "../peers/polars-port.js";
import { coldSql } from "./cold-phases.js";
import { measurePhases } from "./measure-phases.js";

await measurePhases({
  load: async () => loadPolars(),
  open: async (polars, nation) => {
    const context = polars.SQLContext();
    context.register("nation", polars.scanParquet(nation));
    return context;
  },
  query: async (context) => (await collectPolars(context, coldSql)).rows().map((row) => row.map(String)),
  close: async () => {},
});
