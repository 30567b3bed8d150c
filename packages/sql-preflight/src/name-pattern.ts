/** True for what a policy can compare names with: no empty text, and none with signs that mean something to other pattern languages. */
export function isNamePattern(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !/[[\]{}]/.test(value);
}

const expressions = new Map<string, RegExp>();

/** Whether a name is one of the names, or fits one of the patterns: `*` stands for any run of characters, `?` for one. */
export function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => expressionOf(pattern).test(name));
}

function expressionOf(pattern: string): RegExp {
  let expression = expressions.get(pattern);
  if (expression === undefined) {
    const escaped = pattern.replaceAll(/[.+^$()|\\]/g, "\\$&");
    expression = new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "su");
    expressions.set(pattern, expression);
  }
  return expression;
}
