// What a run costs: node scripts/measure-run-cost.mjs [module …]
// Takes built modules of this package (default: dist/index.js) and measures them in turns, so that they share the machine's noise.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const runs = 20_000;
const rounds = 25;
const parameters = process.argv.slice(2);
const paths = parameters.length === 0 ? [new URL("../dist/index.js", import.meta.url).pathname] : parameters;
const modules = await Promise.all(
  paths.map(async (path) => ({ path, module: await import(pathToFileURL(resolve(path)).href) })),
);

const cases = modules.flatMap(({ path, module }) => [
  { name: `${path} startRun, noopSink`, body: () => module.startRun("q").end(), times: [] },
  { name: `${path} trackedRun with a phase, noopSink`, body: () => tracked(module), times: [] },
]);
const { openTelemetry } = await import("../dist/opentelemetry.js");
const options = { telemetry: openTelemetry() };
const body = () => modules.at(-1).module.startRun("q", options).end();
cases.push({ name: `${paths.at(-1)} startRun, OpenTelemetry without an SDK`, body, times: [] });

function tracked(module) {
  return module.trackedRun("q", {}, (run) => run.phase("p", () => 7));
}

for (let round = 0; round < rounds; round += 1) {
  for (const { body, times } of cases) {
    const startMs = performance.now();
    for (let index = 0; index < runs; index += 1) await body();
    times.push(((performance.now() - startMs) * 1_000) / runs);
  }
}

for (const { name, times } of cases) {
  times.sort((a, b) => a - b);
  const [best = 0, median = 0] = [times[0], times[Math.floor(times.length / 2)]];
  console.log(`${name}: best ${best.toFixed(2)} µs, median ${median.toFixed(2)} µs`);
}
