import type { Diagnostic } from "@causeway/runtime";
import { displayWidth, onOneLine } from "./display-width.js";
import type { Style } from "./style.js";

type Place = Pick<Diagnostic, "severity" | "line" | "column" | "endLine" | "endColumn">;

/**
 * The line of a text that a finding is about, with carets under the offence:
 *
 *     1 │ SELECT dealy FROM flights
 *       │        ^^^^^
 *
 * Empty where the finding has no place.
 */
export function sourceFrame(sql: string, place: Place, note: string, style: Style): string {
  const { line, column } = place;
  if (line === undefined || column === undefined) return "";
  const text = sql.split(/\r\n|\r|\n/)[line - 1];
  if (text === undefined) return "";
  const from = Math.min(column - 1, text.length);
  const to = place.endLine === line && place.endColumn !== undefined ? place.endColumn - 1 : endOfWord(text, from);
  const before = displayWidth(onOneLine(text.slice(0, from)));
  const carets = "^".repeat(Math.max(1, displayWidth(onOneLine(text.slice(from, to)))));
  const number = String(line);
  const blank = " ".repeat(number.length);
  const paint = place.severity === "error" ? style.error : style.warning;
  const marked = `${" ".repeat(before)}${paint(carets)}${note === "" ? "" : ` ${paint(note)}`}`;
  return `  ${style.quiet(`${number} │`)} ${onOneLine(text)}\n  ${style.quiet(`${blank} │`)} ${marked}`;
}

/** Where no end is known, the word at the place is meant, or else the one character. */
function endOfWord(text: string, from: number): number {
  const [word = ""] = /^(?:"[^"]*"|[\p{L}\p{N}_$]+)/u.exec(text.slice(from)) ?? [];
  return from + Math.max(1, word.length);
}
