import type { Diagnostic } from "./diagnostic.js";
import type { PreflightReport } from "./preflight-report.js";
import type { VerdictStore } from "./verdict-store.js";

/** The kept report, or a new one, which is kept. A store that fails is told of in the report. Errors: those of `judge`. */
export async function keptOrNew(
  store: VerdictStore,
  key: string,
  judge: () => Promise<PreflightReport>,
): Promise<PreflightReport> {
  const startMs = performance.now();
  const kept = await tryStore("read", () => store.get(key));
  if (kept.value !== undefined) {
    return { ...kept.value, checkedBy: "kept-verdict", timings: { totalMs: performance.now() - startMs } };
  }
  const report = await judge();
  const stored = await tryStore("written", () => store.set(key, report));
  const failures = [...kept.failures, ...stored.failures];
  return failures.length === 0 ? report : { ...report, diagnostics: [...report.diagnostics, ...failures] };
}

async function tryStore<T>(
  verb: "read" | "written",
  act: () => T | Promise<T>,
): Promise<{ value?: T; failures: Diagnostic[] }> {
  try {
    return { value: await act(), failures: [] };
  } catch (error) {
    const message = `The kept verdict could not be ${verb}: ${String(error)}.`;
    return { failures: [{ code: "verdict-store-failed", severity: "information", message, suggestions: [] }] };
  }
}
