/** Collects lines until they make a statement: text up to a semicolon that stands in no quotes and no comment. */
export class StatementBuffer {
  #text = "";

  /** True when the next line begins a statement. */
  get isEmpty(): boolean {
    return this.#text.trim() === "";
  }

  /** Takes one more line, and gives the statements that are whole now, without their semicolons. */
  push(line: string): string[] {
    this.#text += `${line}\n`;
    const statements: string[] = [];
    for (let end = endOfStatement(this.#text); end !== undefined; end = endOfStatement(this.#text)) {
      const statement = this.#text.slice(0, end).trim();
      if (statement !== "") statements.push(statement);
      this.#text = this.#text.slice(end + 1);
    }
    if (this.isEmpty) this.#text = "";
    return statements;
  }

  /** What was begun and has no semicolon; it is forgotten. */
  take(): string {
    const text = this.#text.trim();
    this.#text = "";
    return text;
  }
}

// What a semicolon ends nothing in: texts, names, comments. An unclosed one runs to the end.
const spans = /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|;/g;

function endOfStatement(text: string): number | undefined {
  for (const match of text.matchAll(spans)) if (match[0] === ";") return match.index;
  return undefined;
}
