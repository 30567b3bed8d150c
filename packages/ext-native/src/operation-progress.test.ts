import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { OperationProgress } from "./operation-progress.js";
import { withProgress } from "./operation-progress.js";

class FakeProgress {
  files = 0;
  bytes = 0;
}
const addon = { NativeProgress: FakeProgress } as never;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("tells while the operation runs, and at its end", async () => {
  const told: OperationProgress[] = [];
  const done = withProgress(addon, { onProgress: (progress) => told.push(progress) }, async (native) => {
    const counts = native as unknown as FakeProgress;
    counts.bytes = 10;
    await vi.advanceTimersByTimeAsync(600);
    counts.files = 1;
    counts.bytes = 20;
    return "report";
  });
  expect(await done).toBe("report");
  expect(told.map(({ filesWritten, bytesWritten }) => [filesWritten, bytesWritten])).toEqual([
    [0, 10],
    [0, 10],
    [1, 20],
  ]);
  await vi.advanceTimersByTimeAsync(600);
  expect(told).toHaveLength(3);
});

it("tells nothing more of an operation that fails", async () => {
  const onProgress = vi.fn();
  const failing = withProgress(addon, { onProgress }, () => Promise.reject(new TypeError("broken")));
  await expect(failing).rejects.toThrow("broken");
  await vi.advanceTimersByTimeAsync(600);
  expect(onProgress).not.toHaveBeenCalled();
});

it("counts nothing where nobody asks", async () => {
  expect(await withProgress(addon, {}, async (native) => native)).toBeUndefined();
  await expect(withProgress(addon, { onProgress: 1 } as never, async () => 1)).rejects.toMatchObject({
    code: "invalid-option",
    details: { option: "onProgress" },
  });
});
