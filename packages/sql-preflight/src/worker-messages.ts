/** How a worker began. */
export interface WorkerStart {
  /** From the memory snapshot, or (a few seconds slower) from the beginning. */
  readonly startedBy: "snapshot" | "cold";
  /** Why the memory snapshot could not be used. */
  readonly coldReason?: string;
  readonly startMs: number;
}

/** What a worker tells: first that it has started, or that it cannot; then one answer for each request, which is a text as well. */
export type WorkerMessage =
  | { readonly kind: "started"; readonly start: WorkerStart }
  | { readonly kind: "answer"; readonly answer: string }
  | { readonly kind: "broken"; readonly reason: string };
