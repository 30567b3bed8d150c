import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cyclesUnder } from "./dependency-cycles.mjs";

/** @type {string} */
let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "causeway-cycles-"));
  const compilerOptions = { module: "nodenext", moduleResolution: "nodenext" };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  writeFileSync(
    join(folder, "first.ts"),
    'import { second } from "./second.js";\nexport const first = () => second;\n',
  );
});

afterEach(() => rmSync(folder, { recursive: true }));

test("finds two files that import each other", async () => {
  writeFileSync(join(folder, "second.ts"), 'import { first } from "./first.js";\nexport const second = () => first;\n');
  expect(await cyclesUnder([folder])).toEqual([expect.stringMatching(/first\.ts → .*second\.ts → .*first\.ts$/)]);
});

test("an import of a type alone closes no circle", async () => {
  writeFileSync(
    join(folder, "second.ts"),
    'import type { first } from "./first.js";\nexport const second: typeof first | undefined = undefined;\n',
  );
  expect(await cyclesUnder([folder])).toEqual([]);
});
