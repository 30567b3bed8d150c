/**
 * Writes the run's id on an error that passes through, so that it leads to the run in every log. The error stays what it was:
 * same class, same code. Frozen errors and thrown primitives pass as they are; an id that is already there is kept.
 */
export function attachRunId(error: unknown, runId: string): unknown {
  if (typeof error === "object" && error !== null && Reflect.get(error, "runId") === undefined) {
    Reflect.defineProperty(error, "runId", { value: runId, enumerable: true, configurable: true });
  }
  return error;
}
