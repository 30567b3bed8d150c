import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { CommitOptions, CommitSequence } from "@causeway/ext-native";
import { currentRun, type Run } from "@causeway/obs";

/** The commits of one run, counted over all tables. */
interface RunCommits {
  count: number;
  /** By table: which of the run's applications have a commit under way. */
  readonly busy: Map<string, Set<number>>;
}

const commitsOfRuns = new WeakMap<Run, RunCommits>();

/**
 * The application transaction of the next commit within the current run: its id, and the number of the commit, so that a commit whose answer was
 * lost is known again. A table takes the versions of one application in ascending order only, so of commits to one table at the same time
 * only one goes by the run's id; the others by the id and a number, `…/1`.
 */
export const nextCommitOfRun: CommitSequence = (uri) => {
  const run = currentRun();
  if (run === undefined) return undefined;
  const commits = commitsOfRuns.get(run) ?? { count: 0, busy: new Map() };
  commitsOfRuns.set(run, commits);
  const place = placeOf(uri);
  const busy = commits.busy.get(place) ?? new Set();
  commits.busy.set(place, busy);
  let lane = 0;
  while (busy.has(lane)) lane += 1;
  busy.add(lane);
  commits.count += 1;
  const appId = lane === 0 ? run.id : `${run.id}/${lane}`;
  return { transaction: { appId, version: commits.count }, end: () => busy.delete(lane) };
};

/**
 * Makes a statement's commit with the caller's transaction, or else with the next one of the run around it; and with the id of the query's own run, as
 * `runId` of its `commitInfo`.
 */
export async function committedBy<Value>(
  runId: string,
  uri: string,
  { commitMetadata, transaction }: CommitOptions,
  commit: (options: CommitOptions) => Promise<Value>,
): Promise<Value> {
  const metadata = { runId, ...commitMetadata };
  if (transaction !== undefined) return commit({ commitMetadata: metadata, transaction });
  const begun = nextCommitOfRun(uri);
  if (begun === undefined) return commit({ commitMetadata: metadata });
  try {
    return await commit({ commitMetadata: metadata, transaction: begun.transaction });
  } finally {
    begun.end();
  }
}

/** One form for a path, its URL, and either with a slash behind. */
function placeOf(uri: string): string {
  const url = uri.includes("://") ? uri : pathToFileURL(resolve(uri)).href;
  return unescaped(url).replace(/\/+$/, "");
}

function unescaped(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
