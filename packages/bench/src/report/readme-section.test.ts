import { expect, it } from "vitest";
import { BenchError } from "../bench-error.js";
import { replaceSection } from "./readme-section.js";

const readme = "before\n<!-- latest cold: start -->\nold\n<!-- latest cold: end -->\nafter";

it("replaces what stands between the markers, and nothing else", () => {
  const once = replaceSection(readme, "cold", "new");
  expect(once).toBe("before\n<!-- latest cold: start -->\n\nnew\n\n<!-- latest cold: end -->\nafter");
  expect(replaceSection(once, "cold", "newer")).toBe(once.replace("new", "newer"));
});

it("says when there is no place", () => {
  expect(() => replaceSection(readme, "memory", "new")).toThrow(BenchError);
});
