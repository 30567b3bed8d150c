import { expect, test } from "vitest";
import { complaint } from "./required-tools.mjs";

const tool = { name: "Rust with cargo", oldest: "1.95", advice: "install it with rustup" };

test.each(["1.95.0", "1.100.2", "2.0.0"])("%s is new enough for 1.95", (version) =>
  expect(complaint(tool, version)).toBeUndefined(),
);

test("what is too old, and what is missing, is named in one sentence", () => {
  expect(complaint(tool, "1.94.9")).toBe(
    "Causeway needs Rust with cargo 1.95 or newer, and found 1.94.9: install it with rustup.",
  );
  expect(complaint(tool, undefined)).toContain("found none");
});
