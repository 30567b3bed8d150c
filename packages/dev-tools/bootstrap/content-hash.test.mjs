import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contentHash } from "./content-hash.mjs";

/** @type {string} */
let root;
const hash = () => contentHash(root, ["src", "Cargo.lock"]);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "causeway-hash-"));
  mkdirSync(join(root, "src"));
  writeFileSync(join(root, "src", "lib.rs"), "one");
});

afterEach(() => rmSync(root, { recursive: true }));

test("dates and what was made do not count", () => {
  const before = hash();
  utimesSync(join(root, "src", "lib.rs"), 1, 1);
  mkdirSync(join(root, "src", "target"));
  writeFileSync(join(root, "src", "target", "made"), "x");
  expect(hash()).toBe(before);
});

test("contents, names and files that come count", () => {
  const first = hash();
  writeFileSync(join(root, "src", "lib.rs"), "two");
  const second = hash();
  writeFileSync(join(root, "Cargo.lock"), "");
  expect(new Set([first, second, hash()]).size).toBe(3);
});
