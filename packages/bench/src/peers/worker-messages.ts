/** What the parent asks of a worker process: a line of JSON. */
export interface WorkerRequest {
  readonly id: number;
  readonly operation: string;
  readonly parameters: object;
}

/** What comes back: a line of JSON. */
export type WorkerReply = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });
