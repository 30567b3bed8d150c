/** How a run ended. `aborted`: its signal had fired, or the body gave up with an abort error. */
export type RunOutcome = "ok" | "error" | "aborted";

/** What is recorded of the error that a run ended with. */
export interface RunError {
  readonly name: string;
  /** The error's own `code`, where it has one that is a string. */
  readonly code?: string;
  readonly message: string;
}

/** `aborted` when the run was called off, `error` for every other failure. */
export function outcomeOfFailure(error: unknown, signalAborted: boolean): RunOutcome {
  if (signalAborted) return "aborted";
  const { name, code } = describeError(error);
  return name === "AbortError" || code === "aborted" ? "aborted" : "error";
}

/** The parts of a thrown value that go into the record. Anything can be thrown, so nothing is taken for granted. */
export function describeError(error: unknown): RunError {
  if (typeof error !== "object" || error === null) return { name: typeof error, message: String(error) };
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  return {
    name: typeof name === "string" ? name : "Error",
    ...(typeof code === "string" ? { code } : {}),
    message: typeof message === "string" ? message : "",
  };
}
