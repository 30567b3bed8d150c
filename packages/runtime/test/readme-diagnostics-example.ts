import { writeFile } from "node:fs/promises";
import { memorySink, teeSink } from "@causeway/obs";
import { deltaSink, openSession } from "@causeway/runtime";
import { renderRuns } from "@causeway/runtime/viewer";

const latest = memorySink();
await using kept = deltaSink("./diagnostics");
const diagnostics = teeSink(latest, kept);
await using session = await openSession({ diagnostics, record: ["statement", "plan", "spans", "operators"] });
await (await session.query("SELECT 1 AS one")).rows();

await writeFile("runs.html", renderRuns(latest.records) ?? "");
await kept.flush();
await session.tables.register("events", { delta: kept.events });
const runs = await session.query("SELECT run_id, at, payload FROM events WHERE name = 'run-end' ORDER BY at");
console.log(await runs.rows());
