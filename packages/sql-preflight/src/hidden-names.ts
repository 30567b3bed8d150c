import type { Diagnostic } from "./diagnostic.js";
import { permits, permitsColumn, tableRule } from "./judge-by-policy.js";
import type { CompletePolicy } from "./policy.js";
import type { SchemaContext } from "./preflight.js";
import type { CheckAnswer } from "./sqlglot-answers.js";

/** The answer without suggestions of names that the policy hides. */
export function withoutHiddenNames(answer: CheckAnswer, policy: CompletePolicy, context: SchemaContext): CheckAnswer {
  if (policy.columns === undefined && policy.tables === "registered") return answer;
  const isHidden = hiddenNames(policy, context);
  return { ...answer, diagnostics: answer.diagnostics.map((diagnostic) => withoutSuggestions(diagnostic, isHidden)) };
}

function hiddenNames(policy: CompletePolicy, { schemas = [] }: SchemaContext): (name: string) => boolean {
  const hidden = new Set<string>();
  for (const { name, columns = [] } of schemas) {
    const table = [name].flat().join(".");
    const isPermitted = permits(tableRule(policy), table);
    if (!isPermitted) hidden.add(bare(table));
    for (const { name: column } of columns) {
      if (!isPermitted || !permitsColumn(policy.columns ?? {}, table, column)) hidden.add(bare(column));
    }
  }
  return (name) => hidden.has(bare(name));
}

function withoutSuggestions(diagnostic: Diagnostic, isHidden: (name: string) => boolean): Diagnostic {
  const suggestions = diagnostic.suggestions.filter((name) => !isHidden(name));
  if (suggestions.length === diagnostic.suggestions.length) return diagnostic;
  const [told = ""] = diagnostic.message.split(" Did you mean ");
  const rest = suggestions.length > 0 ? ` Did you mean ${suggestions.join(" or ")}?` : "";
  return { ...diagnostic, suggestions, message: `${told}${rest}` };
}

function bare(name: string): string {
  return name
    .slice(name.lastIndexOf(".") + 1)
    .replaceAll('"', "")
    .toLowerCase();
}
