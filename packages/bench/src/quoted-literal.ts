/** A text as a literal of SQL. */
export function quotedLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
