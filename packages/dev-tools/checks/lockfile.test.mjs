import { expect, test } from "vitest";
import { lockfileProblems } from "./lockfile.mjs";

const sound = { version: "1.0.0", integrity: "sha512-x" };

test("links and sound entries are right", () => {
  const link = { link: true, resolved: "packages/b" };
  const platforms = { ...sound, optionalDependencies: { a: "1.0.0" } };
  expect(
    lockfileProblems({
      "": {},
      "packages/b": {},
      "node_modules/b": link,
      "node_modules/a": sound,
      "node_modules/c": platforms,
    }),
  ).toEqual([]);
});

test.each([
  ["an entry without version", {}, "has no version"],
  ["an address", { ...sound, resolved: "https://x/b.tgz" }, "names an address"],
  ["a platform left out", { ...sound, optionalDependencies: { "a-win32": "1.0.0" } }, "needs a-win32"],
])("%s is a problem", (_, entry, problem) => {
  expect(lockfileProblems({ "node_modules/a": entry })).toEqual([expect.stringContaining(problem)]);
});
