import { join } from "node:path";
import { openSession } from "@causeway/runtime";
import { tableFromArrays } from "apache-arrow";

/** Makes a Delta table of one file with the delays 0 to 999 in a folder, and gives its path. */
export async function smallDeltaTable(folder: string): Promise<string> {
  const path = join(folder, "flights");
  await using session = await openSession({ preflight: "off" });
  const delays = tableFromArrays({ delay: Int32Array.from({ length: 1_000 }, (_, delay) => delay) });
  await session.delta(path).write(delays, { mode: "create" });
  return path;
}
