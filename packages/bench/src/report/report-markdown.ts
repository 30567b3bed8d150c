import type { Benchmark, BenchmarkReport, Figure } from "../benchmark.js";
import { formatNumber } from "./format-number.js";
import { markdownTable } from "./markdown-table.js";

/** A report as Markdown, for the terminal and the README alike. */
export function reportMarkdown(benchmark: Benchmark, report: BenchmarkReport, conditions: string): string {
  const parts = [`### ${benchmark.title} (\`${benchmark.name}\`)`, conditions, figuresTable(report.figures)];
  for (const table of report.tables) parts.push(`${table.title}:`, markdownTable(table.columns, table.rows));
  if (report.notes.length > 0) parts.push(report.notes.map((note) => `- ${note}`).join("\n"));
  return parts.join("\n\n");
}

function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [figure.name, `${formatNumber(figure.value)} ${figure.unit}`, aim(figure)]);
  return markdownTable(["figure", "value", "aim"], rows);
}

function aim({ value, unit, atMost }: Figure): string {
  if (atMost === undefined) return "";
  return `at most ${formatNumber(atMost)} ${unit}: ${value <= atMost ? "met" : "missed"}`;
}
