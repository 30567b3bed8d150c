import { expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { validateRow } from "./validate-row.js";

const flight = z.object({ origin: z.string(), delay: z.bigint().transform(Number) });

it("gives what the validator makes of a row, typed", () => {
  const row = validateRow(flight, { origin: "SFO", delay: 5n }, 0);
  expectTypeOf(row).toEqualTypeOf<{ origin: string; delay: number } | Promise<{ origin: string; delay: number }>>();
  expect(row).toEqual({ origin: "SFO", delay: 5 });
});

it("names row and place", () => {
  expect(() => validateRow(flight, { origin: "SFO", delay: "5" }, 7)).toThrow(
    expect.objectContaining({
      code: "row-invalid",
      message: expect.stringContaining("row-invalid: row 7 does not fit the schema: delay: "),
      details: { row: 7, issues: [expect.objectContaining({ path: ["delay"] })] },
    }),
  );
});

it("takes asynchronous validators", async () => {
  const known = z.string().refine(async (code) => code === "SFO");
  await expect(validateRow(known, "SFO", 0)).resolves.toBe("SFO");
  await expect(validateRow(known, "XXX", 3)).rejects.toMatchObject({ code: "row-invalid", details: { row: 3 } });
});
