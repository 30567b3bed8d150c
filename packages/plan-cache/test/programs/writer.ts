import { diskStore } from "@causeway/plan-cache";
import { makePlan } from "../make-plan.js";

// Writes, reads and deletes the same few keys as its neighbours, and says when it begins.
const [, , directory = "", rounds = "0", maxBytes = "0"] = process.argv;

async function main(): Promise<void> {
  const store = diskStore({ directory, maxBytes: Number(maxBytes) });
  console.log("begins");
  for (let round = 0; round < Number(rounds); round += 1) {
    const key = `key-${round % 7}`;
    const found = await store.get(key);
    if (found !== undefined && "stale" in found) throw new Error(`${key} is ${found.stale}: ${String(found.cause)}`);
    await store.set(key, makePlan(key, round));
    if (round % 11 === 0) await store.delete(`key-${(round + 3) % 7}`);
  }
  await store.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
