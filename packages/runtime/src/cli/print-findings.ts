import type { Diagnostic } from "@causeway/runtime";
import { sourceFrame } from "./source-frame.js";
import type { Style } from "./style.js";

/** One finding as a person reads it: what it is, where it is, and what was meant. */
export function formatFinding(sql: string, finding: Diagnostic, style: Style): string {
  const { severity, code, message, suggestions } = finding;
  const paint = severity === "error" ? style.error : style.warning;
  const note = suggestions.length === 0 ? "" : `did you mean ${suggestions.join(" or ")}?`;
  const frame = sourceFrame(sql, finding, note, style);
  // What was meant stands under the place, once.
  const sentence = note === "" ? message.trim() : message.trim().replace(/\s*Did you mean [^?]*\?$/, "");
  const heading = `${paint(`${severity}[${code}]`)}${style.heading(`: ${sentence}`)}`;
  if (frame !== "") return `${heading}\n${frame}`;
  return note === "" ? heading : `${heading}\n  ${note}`;
}
