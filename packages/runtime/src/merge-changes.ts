import type { MergeOptions } from "@causeway/ext-native";

/** The columns of changes that say what became of a row, and are not written. */
const changeType = "_change_type";
const commitVersion = "_commit_version";
const commitTimestamp = "_commit_timestamp";
export const neededForMerge: readonly string[] = [changeType, commitVersion];
const ofTheFeed: readonly string[] = [...neededForMerge, commitTimestamp];

const rank = "_causeway_rank";
const alive = `("${changeType}" IN ('insert', 'update_postimage'))`;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The columns of changes that are those of a row. */
export function rowColumns(columns: readonly string[]): string[] {
  return columns.filter((name) => !ofTheFeed.includes(name));
}

/**
 * Before: `changes`, any number of a key. After: the last change of each key, by version; within one version the row that is there after it
 * counts, so that an update which moves a row to another key deletes the old one, and a row that is replaced is not deleted.
 */
export function lastChangesSql(changes: string, columns: readonly string[], keys: readonly string[]): string {
  const order = `${quoted(commitVersion)} DESC, CASE WHEN ${alive} THEN 0 ELSE 1 END`;
  const ranked = `SELECT *, row_number() OVER (PARTITION BY ${keys.map(quoted).join(", ")} ORDER BY ${order}) AS ${rank} FROM (${changes})`;
  return `SELECT ${columns.map(quoted).join(", ")} FROM (${ranked}) WHERE ${rank} = 1`;
}

/** The rows that the last changes leave, for a target that has none yet. */
export function rowsLeftSql(lastChanges: string, columns: readonly string[]): string {
  return `SELECT ${rowColumns(columns).map(quoted).join(", ")} FROM (${lastChanges}) WHERE ${alive}`;
}

/** What the last change of each key does to the row of that key. Keys that are null are keys as well. */
export function mergeOptions(
  columns: readonly string[],
  keys: readonly string[],
): Pick<MergeOptions, "on" | "whenMatched" | "whenNotMatched"> {
  const values = Object.fromEntries(rowColumns(columns).map((name) => [name, `source.${quoted(name)}`]));
  const isAlive = `source.${quoted(changeType)} IN ('insert', 'update_postimage')`;
  return {
    on: keys.map((key) => `target.${quoted(key)} IS NOT DISTINCT FROM source.${quoted(key)}`).join(" AND "),
    whenMatched: [{ update: values, if: isAlive }, { delete: true }],
    whenNotMatched: [{ insert: values, if: isAlive }],
  };
}
