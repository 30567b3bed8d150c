import { cpus, totalmem } from "node:os";

/** When and on what a run was made, in a line. */
export function describeConditions(date: Date): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus().length} × ${processor?.model.trim() ?? process.arch}, ${memory} GiB, ${process.platform}`;
  return `${date.toISOString().slice(0, 10)}, Node ${process.versions.node}, ${machine}`;
}
