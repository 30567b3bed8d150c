import type { DiagnosticsLine } from "./diagnostics-lines.js";
import { onOneLine } from "./display-width.js";
import type { Style } from "./style.js";

/** Longest list of facts, in characters. */
const mostFacts = 160;

/** One record on one line: its time, the end of its run's id, its name, and what is most worth knowing. */
export function recordText({ kind, name, payload }: DiagnosticsLine, style: Style): string {
  const { runId, atMs, ...facts } = payload;
  const time = new Date(atMs).toISOString().slice(11, 23);
  const isBad = facts["outcome"] === "error" || facts["outcome"] === "aborted" || facts["ok"] === false;
  const paint =
    name === "records-dropped" ? style.warning : isBad ? style.error : kind === "event" ? style.heading : style.accent;
  return `${style.quiet(`${time} ${runId.slice(-8)}`)} ${paint(name.padEnd(13))} ${factsText(facts)}`.trimEnd();
}

function factsText(facts: Readonly<Record<string, unknown>>): string {
  const text = Object.entries(facts)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(" ");
  return text.length > mostFacts ? `${text.slice(0, mostFacts - 1)}…` : text;
}

function valueText(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(2);
  if (typeof value === "string") return /^[\w.:/-]+$/.test(value) ? value : onOneLine(JSON.stringify(value));
  if (Array.isArray(value) && value.length > 3) return `[${value.length}]`;
  return onOneLine(JSON.stringify(value) ?? "");
}
