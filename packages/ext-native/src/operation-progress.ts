import type { NativeProgress } from "../native/index.cjs";
import { checkOption } from "./check-options.js";
import type { NativeAddon } from "./load-addon.js";

/** How far an operation has come. */
export interface OperationProgress {
  /** Data files that are written to their end. */
  readonly filesWritten: number;
  /** Bytes of data files, those that are open included. */
  readonly bytesWritten: number;
  readonly elapsedMs: number;
}

export interface ProgressOptions {
  /**
   * Called while the operation runs, four times a second, and once when it has succeeded. It is called from a timer:
   * what it throws is an uncaught exception.
   */
  readonly onProgress?: (progress: OperationProgress) => void;
}

const intervalMs = 250;

/** Runs an operation and tells how far it has come. Errors: `invalid-option`, and those of the operation. */
export async function withProgress<Report>(
  addon: Pick<NativeAddon, "NativeProgress">,
  { onProgress }: ProgressOptions,
  operate: (progress: NativeProgress | undefined) => Promise<Report>,
): Promise<Report> {
  checkOption("onProgress", onProgress, "a function", (value) => typeof value === "function");
  if (onProgress === undefined) return operate(undefined);
  const native = new addon.NativeProgress();
  const started = performance.now();
  const tell = () =>
    onProgress({
      filesWritten: native.files,
      bytesWritten: native.bytes,
      elapsedMs: performance.now() - started,
    });
  const timer = setInterval(tell, intervalMs);
  timer.unref();
  try {
    const report = await operate(native);
    tell();
    return report;
  } finally {
    clearInterval(timer);
  }
}
