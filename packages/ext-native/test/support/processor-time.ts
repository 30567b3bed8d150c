import { setTimeout as sleep } from "node:timers/promises";

/** The share of one processor that this process takes within 200 ms. */
async function processorShare(): Promise<number> {
  const before = process.cpuUsage();
  const startedMs = performance.now();
  await sleep(200);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - startedMs);
}

async function comes(holds: (share: number) => boolean): Promise<boolean> {
  for (let tries = 0; tries < 25; tries += 1) if (holds(await processorShare())) return true;
  return false;
}

/** Whether this process begins to compute within 5 seconds. */
export function processorIsBusy(): Promise<boolean> {
  return comes((share) => share > 0.1);
}

/** Whether this process comes to rest within 5 seconds, which an endless query that runs on never does. */
export function processorIsFree(): Promise<boolean> {
  return comes((share) => share < 0.1);
}
