import { BenchError } from "../bench-error.js";

/** The README with a benchmark's section replaced by what the latest run found. */
export function replaceSection(readme: string, name: string, section: string): string {
  const start = `<!-- latest ${name}: start -->`;
  const end = `<!-- latest ${name}: end -->`;
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new BenchError("markers-missing", `the README has no "${start}" before "${end}"`);
  return `${readme.slice(0, from + start.length)}\n\n${section}\n\n${readme.slice(to)}`;
}
