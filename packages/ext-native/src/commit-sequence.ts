import type { ApplicationTransaction, CommitOptions } from "./commit-options.js";

/**
 * Is asked at each commit whose caller names no transaction: gives one for it, and is told when the commit has ended, well or not. Of the commits
 * of one application to one table none may begin before the last one has ended: a table takes their versions in ascending order only.
 */
export type CommitSequence = (
  uri: string,
) => { readonly transaction: ApplicationTransaction; readonly end: () => void } | undefined;

/** Runs a commit with the caller's transaction, or else with the next of the sequence. */
export async function inSequence<Options extends CommitOptions, Report>(
  commits: CommitSequence | undefined,
  uri: string,
  options: Options,
  commit: (options: Options) => Promise<Report>,
): Promise<Report> {
  const begun = options?.transaction === undefined ? commits?.(uri) : undefined;
  if (begun === undefined) return commit(options);
  try {
    return await commit({ ...options, transaction: begun.transaction });
  } finally {
    begun.end();
  }
}
