import { expect, test } from "vitest";
import { exampleBlocks } from "./readme-examples.mjs";

test("takes the TypeScript blocks and no others", () => {
  const markdown = [
    "# A",
    "```ts",
    "const a = 1;",
    "```",
    "",
    "```sh",
    "ls",
    "```",
    "```ts",
    "f();",
    "",
    "g();",
    "```",
  ].join("\n");
  expect(exampleBlocks(markdown)).toEqual(["const a = 1;\n", "f();\n\ng();\n"]);
});
