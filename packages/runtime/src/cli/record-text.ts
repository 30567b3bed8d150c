import type { DiagnosticsLine } from "./diagnostics-lines.js";
import { cutToWidth, onOneLine } from "./display-width.js";
import type { Style } from "./style.js";

/** Longest list of facts, in cells. */
const mostFacts = 140;

type Payload = DiagnosticsLine["payload"];

/** What is most worth knowing of the records that most runs have; of all others, everything is told in short. */
const told: Readonly<Record<string, readonly string[]>> = {
  "run-start": ["label"],
  "run-end": ["label", "outcome", "durationMs", "error"],
  preflight: ["ok", "checkedBy", "statementKind", "tables", "diagnosticCodes", "durationMs"],
  "lane-fallback": ["code", "reason"],
  "cache-use": ["cache", "use", "level", "reason"],
  statement: ["sql"],
  "sqlglot-ast": ["sqlglot"],
  plan: ["lane", "planHash"],
  spans: ["dropped"],
  "span-summary": ["name", "count", "totalMs", "p50Ms", "p95Ms", "bytes"],
  "run-report": ["label", "outcome", "errorCode", "rows", "batches", "bytes", "phasesMs"],
};

/** One record on one line: its time, the end of its run's id, its name, and what is most worth knowing. */
export function recordText({ kind, name, payload }: DiagnosticsLine, style: Style): string {
  const time = new Date(payload.atMs).toISOString().slice(11, 23);
  const isBad = ["error", "aborted"].includes(String(payload["outcome"])) || payload["ok"] === false;
  const plain = kind === "event" ? style.heading : style.accent;
  const paint = isBad ? style.error : name === "records-dropped" ? style.warning : plain;
  return `${style.quiet(`${time} ${payload.runId.slice(-8)}`)} ${paint(name.padEnd(13))} ${factsText(name, payload)}`.trimEnd();
}

function factsText(name: string, { runId: _runId, atMs: _atMs, ...facts }: Payload): string {
  const texts = (told[name] ?? Object.keys(facts)).flatMap((fact) => {
    const text = valueText(facts[fact]);
    return text === "" ? [] : [`${fact}=${text}`];
  });
  return cutToWidth(texts.join(" "), mostFacts);
}

/** Empty for what says nothing: what is absent, and empty lists and objects. */
function valueText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(2);
  if (typeof value === "string") return textOf(value);
  if (typeof value !== "object") return String(value);
  const parts = Array.isArray(value)
    ? value.map(valueText)
    : Object.entries(value).map(([name, part]) => `${name} ${valueText(part)}`);
  return parts.length === 0 ? "" : `[${parts.join(", ")}]`;
}

function textOf(text: string): string {
  if (/^[\da-f]{64}$/.test(text)) return text.slice(0, 8);
  return /^[\w.:/-]+$/.test(text) ? text : `"${onOneLine(text)}"`;
}
