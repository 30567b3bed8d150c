import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
// @ts-expect-error The script has no types; it is plain JavaScript, so that Node runs it as it is.
import { generateProtos } from "../scripts/proto-descriptor.js";

test("the generated sources are what scripts/generate-protos.js makes of the official protos", async () => {
  const texts: Readonly<Record<string, string>> = generateProtos();
  expect(Object.keys(texts)).toEqual(["substrait-descriptor.ts", "substrait-messages.ts"]);
  for (const [name, text] of Object.entries(texts)) {
    expect(await readFile(new URL(`../src/generated/${name}`, import.meta.url), "utf8")).toBe(text);
  }
});
