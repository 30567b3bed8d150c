import { Bench, type FnReturnedObject } from "tinybench";

/**
 * Does a short piece of work again and again, and gives the time of each run in milliseconds: the whole time, or what
 * the work itself returns as the part that counts.
 */
export async function repeatTimed(
  iterations: number,
  work: () => Promise<number | undefined>,
): Promise<readonly number[]> {
  const bench = new Bench({ iterations, time: 0, warmup: false, retainSamples: true, throws: true });
  bench.add(
    "work",
    async (): Promise<FnReturnedObject> => {
      const counted = await work();
      return counted === undefined ? {} : { overriddenDuration: counted };
    },
    { async: true },
  );
  const [task] = await bench.run();
  if (task?.result.state !== "completed") throw new Error(`the repeated work was not completed: ${task?.result.state}`);
  return task.result.latency.samples ?? [];
}
