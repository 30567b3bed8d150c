import type { Diagnostic } from "@causeway/runtime";
import { formatFinding } from "./print-findings.js";
import type { Style } from "./style.js";

/** An error as a person would want it: no class and no stack, the code first, and the text that it is about. */
export function formatError(error: unknown, style: Style): string {
  if (!(error instanceof Error)) return `${style.error("error")}${style.heading(`: ${String(error)}`)}`;
  const code: unknown = Reflect.get(error, "code");
  const named = typeof code === "string" ? code : undefined;
  const message =
    named !== undefined && error.message.startsWith(`${named}: `)
      ? error.message.slice(named.length + 2)
      : error.message;
  const { cause } = error;
  const because =
    cause instanceof Error && cause.message !== "" ? `\n  ${style.quiet(`because: ${cause.message}`)}` : "";
  return `${style.error(named === undefined ? "error" : `error[${named}]`)}${style.heading(`: ${message}`)}${because}`;
}

/** The findings of a refused text, or the error where it is about something else. */
export function formatFailure(
  error: unknown,
  sql: string | undefined,
  findings: readonly Diagnostic[],
  style: Style,
): string {
  if (sql === undefined || findings.length === 0) return formatError(error, style);
  return findings.map((finding) => formatFinding(sql, finding, style)).join("\n\n");
}
