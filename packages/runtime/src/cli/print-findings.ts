import type { Diagnostic } from "@causeway/runtime";
import { sourceFrame } from "./source-frame.js";
import type { Style } from "./style.js";

/** One finding as a person reads it: what it is, where it is, and what was meant. */
export function formatFinding(sql: string, finding: Diagnostic, style: Style): string {
  const { severity, code, message, suggestions } = finding;
  const paint = severity === "error" ? style.error : style.warning;
  const note = suggestions.length === 0 ? "" : `did you mean ${suggestions.join(" or ")}?`;
  const frame = sourceFrame(sql, finding, note, style);
  const heading = `${paint(`${severity}[${code}]`)}${style.heading(`: ${message.trim()}`)}`;
  if (frame !== "") return `${heading}\n${frame}`;
  return note === "" ? heading : `${heading}\n  ${note}`;
}
