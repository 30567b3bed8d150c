import type { RunReport } from "./run-report.js";

/** Ended runs whose reports a session keeps. */
const mostKept = 100;

/** The reports of the latest runs of a session that have ended, in the order of their ends. */
export class RunHistory {
  #reports: RunReport[] = [];

  get reports(): readonly RunReport[] {
    return this.#reports;
  }

  add(report: RunReport): void {
    this.#reports.push(report);
    if (this.#reports.length > mostKept) this.#reports.shift();
  }
}
