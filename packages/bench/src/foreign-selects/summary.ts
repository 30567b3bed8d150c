import type { JudgedCorpus } from "./judged-corpus.js";
import type { SelectOutcome } from "./select-outcome.js";

/** The figures of a run, a line each, then what is wrong. */
export function summaryLines({ outcomes, crashes }: JudgedCorpus): readonly string[] {
  const accepted = outcomes.filter(({ lanes }) => lanes !== "refused" && lanes !== "fails");
  const refused = outcomes.filter(({ lanes }) => lanes === "refused");
  const of = (lanes: SelectOutcome["lanes"]) => accepted.filter((outcome) => outcome.lanes === lanes);
  const bySubstrait = accepted.length - of("by-sql").length;
  const falselyRefused = accepted.filter(({ preflight }) => preflight.codes.length > 0);
  const byTheOneAlone = accepted.filter(({ preflightAlone }) => preflightAlone.codes.length > 0);
  const caught = (check: "preflight" | "preflightAlone") =>
    refused.filter((outcome) => outcome[check].codes.length > 0).length;
  return [
    `${outcomes.length} SELECTs, ${accepted.length} run by the engine, ${refused.length} not planned, ${outcomes.length - accepted.length - refused.length} fail when they are optimised or run`,
    `by Substrait: ${bySubstrait}, ${share(bySubstrait, accepted.length)}`,
    ...(["same", "same-in-another-order", "unstable", "wrong", "by-sql"] as const).map(
      (lanes) => `  ${lanes}: ${of(lanes).length}`,
    ),
    `crashes: ${crashes.length}`,
    `refused by the preflight though they run: ${falselyRefused.length}, ${share(falselyRefused.length, accepted.length)}`,
    ...counted(falselyRefused.map(({ preflight }) => preflight.codes[0] ?? "")),
    `refused by the preflight without a planner though they run: ${byTheOneAlone.length}, ${share(byTheOneAlone.length, accepted.length)}`,
    ...counted(byTheOneAlone.map(({ preflightAlone }) => preflightAlone.codes[0] ?? "")),
    `not planned, and refused by the preflight: ${caught("preflight")}, without a planner: ${caught("preflightAlone")} of ${refused.length}`,
    "not by Substrait, by reason:",
    ...counted(of("by-sql").map(({ reason }) => (reason ?? "").slice(0, 100))),
    ...crashes.map(({ file, line, sql }) => `CRASH ${file}:${line} ${sql}`),
    ...of("wrong").map(({ file, line, sql, reason }) => `WRONG ${file}:${line} ${sql}\n  ${reason}`),
    ...falselyRefused.map(({ file, line, sql, preflight }) => `REFUSED ${file}:${line} ${sql}\n  ${preflight.message}`),
  ];
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(whole, 1)).toFixed(2)} %`;
}

function counted(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).map(([name, count]) => `  ${count} ${name}`);
}
