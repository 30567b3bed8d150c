import { cpus, loadavg, totalmem } from "node:os";

/** When and on what a run is made, in a line. The load tells a reader whether the machine had other work. */
export function describeConditions(date: Date): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus().length} × ${processor?.model.trim() ?? process.arch}, ${memory} GiB, ${process.platform}`;
  const [load = 0] = loadavg();
  return `${date.toISOString().slice(0, 10)}, Node ${process.versions.node}, ${machine}, load before the run ${load.toFixed(1)}`;
}
