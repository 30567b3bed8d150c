import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import type { Workplace } from "../workplace.js";
import { replaceSection } from "./readme-section.js";
import { reportMarkdown } from "./report-markdown.js";

/** Prints a report, writes it to results/ as JSON, and puts it into the README. */
export async function keepReport(
  workplace: Workplace,
  benchmark: Benchmark,
  report: BenchmarkReport,
  conditions: string,
): Promise<void> {
  const date = new Date();
  const markdown = reportMarkdown(benchmark, report, conditions);
  process.stdout.write(`\n${markdown}\n`);
  const results = join(workplace.packageFolder, "results");
  await mkdir(results, { recursive: true });
  const record = { benchmark: benchmark.name, date: date.toISOString(), conditions, ...report };
  const fileName = `${benchmark.name}-${date.toISOString().replaceAll(":", "-")}.json`;
  await writeFile(join(results, fileName), `${JSON.stringify(record, null, 2)}\n`);
  const readmePath = join(workplace.packageFolder, "README.md");
  const readme = await readFile(readmePath, "utf8");
  await writeFile(readmePath, replaceSection(readme, benchmark.name, markdown));
}
