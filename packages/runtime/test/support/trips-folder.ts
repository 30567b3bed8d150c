import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { openSession } from "../../src/index.js";

/** A folder with a Delta table `trips` in three files by `city`, and a file `cities.csv`. `remove` takes it away. */
export async function tripsFolder(): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "causeway-trips-"));
  const session = await openSession({ preflight: "off" });
  const trips = tableFromArrays({ city: ["Bonn", "Köln", "東京"], minutes: Int32Array.of(10, 20, 30) });
  await session.delta(join(folder, "trips")).write(trips, { mode: "create", partitionBy: ["city"] });
  await session.close();
  await writeFile(join(folder, "cities.csv"), "name,country\nBonn,DE\nKöln,DE\n東京,JP\n");
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
