import type { StatementArtifact, StatementFinding } from "@causeway/obs";
import { type Html, html } from "./html.js";

/** The text of a query with what was found in it marked, and the findings below. */
export function statementView({ sql, findings }: StatementArtifact): Html {
  const lines = sql.replace(/\n$/, "").split("\n");
  return html`<section class="card">
<h3>Statement</h3>
<pre class="sql"><ol>${lines.map((line, index) => html`<li>${markedLine(line, index + 1, findings)}\n</li>`)}</ol></pre>
${findings.length === 0 ? undefined : html`<ul class="findings">${findings.map(findingItem)}</ul>`}
</section>`;
}

interface Mark {
  readonly from: number;
  readonly to: number;
  readonly finding: StatementFinding;
}

/** One line of the text. Of marks that overlap, the first one is shown. */
function markedLine(text: string, line: number, findings: readonly StatementFinding[]): Html[] {
  const parts: Html[] = [];
  let end = 0;
  for (const { from, to, finding } of marksOf(text, line, findings)) {
    if (from < end) continue;
    const { severity, code, message } = finding;
    parts.push(
      html`${text.slice(end, from)}<mark class="${severity}" title="${code}: ${message}">${text.slice(from, to) || " "}</mark>`,
    );
    end = to;
  }
  return [...parts, html`${text.slice(end)}`];
}

function marksOf(text: string, line: number, findings: readonly StatementFinding[]): Mark[] {
  return findings
    .flatMap((finding) => {
      const last = finding.endLine ?? finding.line ?? 0;
      if (finding.line === undefined || line < finding.line || line > last) return [];
      const from = line === finding.line ? (finding.column ?? 1) - 1 : 0;
      const to = line === last ? (finding.endColumn ?? endOfWord(text, from) + 1) - 1 : text.length;
      return [{ from, to, finding }];
    })
    .sort((left, right) => left.from - right.from);
}

function endOfWord(text: string, from: number): number {
  return from + Math.max(1, /^[\p{L}\p{N}_$]*/u.exec(text.slice(from))?.[0].length ?? 1);
}

function findingItem({ severity, code, message, line, column, suggestions }: StatementFinding): Html {
  const place = line === undefined ? undefined : html`<span class="quiet">${line}:${column}</span>`;
  const hint =
    suggestions.length === 0 ? undefined : html`<span class="quiet">did you mean ${suggestions.join(" or ")}?</span>`;
  return html`<li><b class="${severity}">${code}</b> ${place} ${message} ${hint}</li>`;
}
