const maxLength = 255;

/**
 * The value of `db.query.summary`: the operation and what it touches, such as `SELECT flights airports`. As the conventions ask, it is at most 255
 * characters long and no name in it is cut.
 */
export function querySummary(operation: string, collections: readonly string[]): string {
  let summary = operation;
  for (const collection of collections) {
    if (summary.length + 1 + collection.length > maxLength) break;
    summary += ` ${collection}`;
  }
  return summary;
}
