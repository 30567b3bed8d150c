import type { LookUpParameters, LookUpResult } from "./operations.js";
import { timed } from "./timed.js";

/** Asks for all keys, `inFlight` of them at the same time. `ask` is told which of these lines of work it serves. */
export async function lookUpAll(
  { keys, inFlight }: Omit<LookUpParameters, "sql">,
  ask: (key: number, line: number) => Promise<string>,
): Promise<LookUpResult> {
  const found: string[] = new Array(keys.length);
  let next = 0;
  const work = async (line: number): Promise<void> => {
    for (let index = next++; index < keys.length; index = next++) found[index] = await ask(keys[index] as number, line);
  };
  const { elapsedMs } = await timed(() => Promise.all(Array.from({ length: inFlight }, (_, line) => work(line))));
  return { elapsedMs, found };
}
