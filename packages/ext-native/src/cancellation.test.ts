import { getEventListeners } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { failure, fakeAddon } from "../test/support/fake-native.js";
import { Cancellation, cancellable } from "./cancellation.js";
import { NativeError } from "./native-error.js";

const never = new Promise<never>(() => {});

describe("Cancellation", () => {
  it("starts no native work for a signal that is aborted already", async () => {
    const addon = fakeAddon();
    const call = vi.fn(async () => "done");
    const reason = new Error("the user left");
    const error = await cancellable(addon, { signal: AbortSignal.abort(reason) }, call).catch((caught) => caught);
    expect(error).toMatchObject({ code: "aborted", cause: reason });
    expect(call).not.toHaveBeenCalled();
    expect(addon.cancellations).toHaveLength(0);
  });

  it("rejects at once and tells the native side when the signal fires", async () => {
    const addon = fakeAddon();
    const controller = new AbortController();
    const pending = cancellable(addon, { signal: controller.signal }, () => never);
    controller.abort("enough");
    await expect(pending).rejects.toMatchObject({ code: "aborted", cause: "enough" });
    expect(addon.cancellations[0]?.cancelled).toBe(1);
  });

  it("rejects with timeout after timeoutMs", async () => {
    const pending = cancellable(fakeAddon(), { timeoutMs: 5 }, () => never);
    await expect(pending).rejects.toMatchObject({ code: "timeout", message: "timeout: not done after 5 ms" });
  });

  it("rejects with timeout for the signal of AbortSignal.timeout", async () => {
    const keepAlive = setTimeout(() => {}, 1000);
    const pending = cancellable(fakeAddon(), { signal: AbortSignal.timeout(5) }, () => never);
    await expect(pending).rejects.toMatchObject({ code: "timeout", cause: { name: "TimeoutError" } });
    clearTimeout(keepAlive);
  });

  it("gives its own error rather than the native failure that it caused", async () => {
    const controller = new AbortController();
    const pending = cancellable(fakeAddon(), { signal: controller.signal }, async () => {
      controller.abort("mine");
      return failure("aborted", "native");
    });
    await expect(pending).rejects.toMatchObject({ cause: "mine" });
  });

  it("removes its listener when the call ends", async () => {
    const { signal } = new AbortController();
    await cancellable(fakeAddon(), { signal, timeoutMs: 10_000 }, async () => {
      expect(getEventListeners(signal, "abort")).toHaveLength(1);
      return 1;
    });
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    const failing = cancellable(fakeAddon(), { signal }, async () => failure("internal", "x"));
    await expect(failing).rejects.toMatchObject({ code: "internal" });
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it("keeps its first reason", () => {
    const addon = fakeAddon();
    const cancellation = new Cancellation(addon);
    cancellation.cancel(new NativeError("aborted", "first"));
    cancellation.cancel(new NativeError("timeout", "second"));
    expect(cancellation.error?.message).toBe("aborted: first");
    expect(addon.cancellations[0]?.cancelled).toBe(1);
  });

  it.each([-1, Number.NaN, 2 ** 31, "5"])("refuses timeoutMs %s", (timeoutMs) => {
    expect(() => new Cancellation(fakeAddon(), { timeoutMs: timeoutMs as number })).toThrow(
      "invalid-option: option timeoutMs",
    );
  });

  it("refuses a signal that is none", () => {
    expect(() => new Cancellation(fakeAddon(), { signal: {} as AbortSignal })).toThrow("invalid-option: option signal");
  });
});
