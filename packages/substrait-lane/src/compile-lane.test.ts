import { createHash } from "node:crypto";
import { memorySink, startRun } from "@causeway/obs";
import { expect, expectTypeOf, test, vi } from "vitest";
import { compileLane } from "./compile-lane.js";
import { LaneError } from "./lane-error.js";
import type { LaneRefusal, PlanCodec } from "./plan-codec.js";

const sql = "SELECT 1";
const bytes = new Uint8Array([1, 2, 3]);
const refusal: LaneRefusal = {
  code: "carried-wrongly",
  reason: "FILTER in a window function is lost.",
  node: "WindowAggr",
};
const codecOf = (answer: Uint8Array | LaneRefusal): PlanCodec => ({ encode: async () => answer });

test("the SQL lane asks no codec and gives no fallback", async () => {
  const encode = vi.fn(async () => bytes);
  const compiled = await compileLane(sql, { lane: "sql", codec: { encode } });
  expect(compiled).toEqual({ lane: "sql", sql, planHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(encode).not.toHaveBeenCalled();
});

test("without a codec a preference for Substrait falls back and says so", async () => {
  const compiled = await compileLane(sql, { lane: "prefer-substrait" });
  expect(compiled).toMatchObject({
    lane: "sql",
    sql,
    fallback: { code: "codec-missing", reason: expect.stringContaining("No codec") },
  });
});

test("without a codec Substrait only is an error", async () => {
  await expect(compileLane(sql, { lane: "substrait-only" })).rejects.toMatchObject({
    name: "LaneError",
    code: "codec-missing",
    message: expect.stringMatching(/^codec-missing: No codec/),
  });
});

test("bytes of a codec go by Substrait, with their hash", async () => {
  for (const lane of ["prefer-substrait", "substrait-only"] as const) {
    const compiled = await compileLane(sql, { lane, codec: codecOf(bytes) });
    expect(compiled).toMatchObject({ lane: "substrait", sql, planBytes: bytes });
    if (compiled.lane === "substrait") {
      expectTypeOf(compiled.planBytes).toEqualTypeOf<Uint8Array>();
      expect(compiled.substraitHash).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
  }
});

test("the codec is given the text as it stands", async () => {
  const encode = vi.fn(async () => bytes);
  const text = "  SELECT 'a\r\nb' ; \n";
  expect(await compileLane(text, { lane: "prefer-substrait", codec: { encode } })).toMatchObject({ sql: text });
  expect(encode).toHaveBeenCalledWith(text, { signal: undefined });
});

test("a refusal falls back with its code, reason and node, and is an event of the run", async () => {
  const sink = memorySink();
  const run = startRun("q", { sink });
  const compiled = await compileLane(sql, { lane: "prefer-substrait", codec: codecOf(refusal), run });
  expect(compiled).toMatchObject({ lane: "sql", sql, fallback: refusal });
  expect(sink.events("lane-fallback")).toEqual([
    { ...refusal, planHash: compiled.planHash, runId: run.id, atMs: expect.any(Number) },
  ]);
});

test("a refusal is an error where only Substrait will do", async () => {
  const error = await compileLane(sql, { lane: "substrait-only", codec: codecOf(refusal) }).catch((error) => error);
  expect(LaneError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ code: "lane-refused", refusal });
  expect(error.message).toBe("lane-refused: FILTER in a window function is lost. (carried-wrongly)");
});

test("a codec that throws is no refusal", async () => {
  const cause = new Error("unknown table");
  const codec: PlanCodec = { encode: () => Promise.reject(cause) };
  await expect(compileLane(sql, { lane: "prefer-substrait", codec })).rejects.toMatchObject({
    code: "codec-failed",
    cause,
  });
});

test("what is neither bytes nor a refusal is not taken", async () => {
  for (const answer of [undefined, null, "bytes", new Uint8Array(), {}, { code: 1, reason: "x" }]) {
    const codec = codecOf(answer as never);
    await expect(compileLane(sql, { lane: "prefer-substrait", codec })).rejects.toMatchObject({
      code: "codec-invalid",
    });
  }
});

test("the hash knows a query by its text, not by the white space and the semicolon around it", async () => {
  const hash = async (text: string) => (await compileLane(text, { lane: "sql" })).planHash;
  const expected = await hash("SELECT 1");
  for (const same of ["SELECT 1;", "  SELECT 1 ; \n", "\tSELECT 1"]) expect(await hash(same)).toBe(expected);
  for (const other of ["SELECT  1", "select 1", "SELECT 1;;", "SELECT '1;'", "SELECT 'a\r\nb'", "SELECT 'a\nb'"]) {
    expect(await hash(other)).not.toBe(expected);
  }
  expect(await hash("SELECT 'a\r\nb'")).not.toBe(await hash("SELECT 'a\nb'"));
});

test("what is no query is refused", async () => {
  for (const input of ["", "  \n", "SELECT '\ud83d'", 7, undefined]) {
    await expect(compileLane(input as string, { lane: "sql" })).rejects.toMatchObject({ code: "invalid-input" });
  }
  expect((await compileLane("SELECT '😀'", { lane: "sql" })).lane).toBe("sql");
});

test("an unknown lane is refused", async () => {
  await expect(compileLane(sql, { lane: "fast" as "sql" })).rejects.toThrow("unknown-lane: fast is none of");
});

test("a signal that has fired, or fires while the codec works, ends it", async () => {
  const encode = vi.fn(async () => bytes);
  await expect(
    compileLane(sql, { lane: "prefer-substrait", codec: { encode }, signal: AbortSignal.abort("enough") }),
  ).rejects.toMatchObject({ code: "aborted", cause: "enough" });
  expect(encode).not.toHaveBeenCalled();
  for (const afterwards of [async () => bytes, () => Promise.reject(new Error("stopped"))]) {
    const controller = new AbortController();
    const codec: PlanCodec = {
      encode() {
        controller.abort("late");
        return afterwards();
      },
    };
    await expect(
      compileLane(sql, { lane: "prefer-substrait", codec, signal: controller.signal }),
    ).rejects.toMatchObject({ code: "aborted", cause: "late" });
  }
});
