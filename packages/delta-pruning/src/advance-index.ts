import { type AddAction, deletionVectorId, deletionVectorOf, type RemoveAction } from "./add-action.js";
import { type FileIndex, type LiveSegment, makeFileIndex } from "./file-index.js";
import { segmentOfAddActions } from "./file-index-from-add-actions.js";
import { mergeSegments } from "./merge-segments.js";
import { fileKey, pathAt, pathKey, pathKeyAt } from "./path-list.js";
import { PruningError } from "./pruning-error.js";

/** What one commit did to the files of a table. */
export interface FileChanges {
  readonly added: Iterable<AddAction>;
  readonly removed: Iterable<RemoveAction>;
  /** The version that the commit made. */
  readonly version?: number | bigint | undefined;
  /** Address of the table, for commits that name files by whole addresses. */
  readonly tableUri?: string | undefined;
}

/** The most segments that an index is left with; with more, the small ones are made one. */
const mostSegments = 16;

/**
 * The index of the next version of a table: without the files that a commit removes, with those that it adds. The index that it is made from stays
 * as it is, and the two share what did not change. Files are told apart by path and deletion vector (PROTOCOL.md, "Action Reconciliation"),
 * paths whatever form they are written in. A commit that changes the schema needs a new index. Throws `unknown-file` and `invalid-index`.
 */
export function advanceIndex(index: FileIndex, { added, removed, version, tableUri }: FileChanges): FileIndex {
  const adds = [...added];
  const wanted = new Map<number, WantedFile[]>();
  const want = (path: string, deletionVector: string, isRemoval: boolean): WantedFile => {
    const file = { key: fileKey(path, tableUri), deletionVector, isRemoval, path, isFound: false };
    const same = wanted.get(pathKey(path));
    if (same === undefined) wanted.set(pathKey(path), [file]);
    else same.push(file);
    return file;
  };
  const removals = [...removed].map((remove) => want(remove.path, deletionVectorId(remove.deletionVector), true));
  // An add of a file that is there already takes its place.
  for (const add of adds) want(add.path, deletionVectorOf(add)?.id ?? "", false);
  const segments = index.segments
    .map((segment) => withoutFiles(segment, wanted, tableUri))
    .filter(({ liveFiles }) => liveFiles > 0);
  const missing = removals.find(({ isFound }) => !isFound);
  if (missing !== undefined) {
    throw new PruningError("unknown-file", `the commit removes ${missing.path}, which the index does not hold`);
  }
  if (adds.length > 0) {
    const segment = segmentOfAddActions(adds, index.schema, index.columns, nextNumber(index));
    segments.push({ segment, removed: undefined, liveFiles: segment.length });
  }
  const next = version === undefined ? undefined : BigInt(version);
  return makeFileIndex(
    { ...index, version: next },
    segments.length > mostSegments ? compact(index, segments) : segments,
  );
}

interface WantedFile {
  readonly key: string;
  readonly deletionVector: string;
  readonly isRemoval: boolean;
  readonly path: string;
  isFound: boolean;
}

function withoutFiles(
  live: LiveSegment,
  wanted: ReadonlyMap<number, WantedFile[]>,
  tableUri: string | undefined,
): LiveSegment {
  const { segment } = live;
  let { removed, liveFiles } = live;
  for (let row = 0; row < segment.length; row += 1) {
    const candidates = wanted.get(pathKeyAt(segment.paths, row));
    if (candidates === undefined || removed?.[row] === 1) continue;
    const key = fileKey(pathAt(segment.paths, row), tableUri);
    const deletionVector = segment.deletionVectors.get(row)?.id ?? "";
    const found = candidates.filter((file) => file.key === key && file.deletionVector === deletionVector);
    if (found.length === 0) continue;
    for (const file of found) file.isFound = true;
    if (removed === live.removed) removed = removed === undefined ? new Uint8Array(segment.length) : removed.slice();
    (removed as Uint8Array)[row] = 1;
    liveFiles -= 1;
  }
  return { segment, removed, liveFiles };
}

/** A number that no file of the index has. */
function nextNumber({ segments }: FileIndex): number {
  let next = 0;
  for (const { segment } of segments) for (const number of segment.numbers) if (number >= next) next = number + 1;
  return next;
}

/** Makes one segment of all but the largest. */
function compact(index: FileIndex, segments: readonly LiveSegment[]): LiveSegment[] {
  const largest = segments.reduce((most, segment) => (segment.liveFiles > most.liveFiles ? segment : most));
  const merged = mergeSegments(
    index,
    segments.filter((segment) => segment !== largest),
  );
  return [largest, merged];
}
