/** Takes away the indentation that a query has only because it stands inside TypeScript. */
export function dedent(sql: string): string {
  const lines = sql.split("\n").filter((line) => line.trim() !== "");
  const indentation = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indentation)).join("\n");
}
