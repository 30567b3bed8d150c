import { expect, test } from "vitest";
import { numbers, openNumbers } from "./support/plan-by-hand.js";
import { type Field, message } from "./support/protobuf-message.js";
import { caught, rowsOf } from "./support/sessions.js";

const tree = (ordinal: number): Field[] => [[21, [[1, ordinal]]]];
const ofTrees = (root: Field[], trees: readonly Field[][]): Uint8Array =>
  message(
    [
      3,
      [
        [
          2,
          [
            [1, root],
            [2, "n"],
          ],
        ],
      ],
    ],
    ...trees.map((relation): Field => [3, [[1, relation]]]),
  );
const fetchOf = (input: Field[]): Field[] => [[3, [[2, input]]]];
const chain = (length: number): Field[][] => [
  ...Array.from({ length }, (_, index) => fetchOf(tree(index + 2))),
  numbers,
];

test("a plan of several trees is read", async () => {
  const session = await openNumbers();
  const plan = await session.prepareSubstrait(ofTrees(tree(1), chain(300)));
  let rows = 0;
  for await (const batch of await plan.execute()) rows += batch.numRows;
  expect(rows).toBe(2);
});

test.each([
  ["a tree that is not there", ofTrees(tree(7), [numbers]), "invalid-plan"],
  ["a reference to the root", ofTrees(tree(0), [numbers]), "invalid-plan"],
  ["a tree in itself", ofTrees(tree(1), [tree(1)]), "not-supported"],
  [
    "a tree that is referred to twice",
    ofTrees(
      [
        [
          12,
          [
            [2, tree(1)],
            [3, tree(1)],
          ],
        ],
      ],
      [numbers],
    ),
    "not-supported",
  ],
  ["trees that make a plan 2,000 deep", ofTrees(tree(1), chain(2_000)), "query-too-deep"],
] as const)("%s is refused", async (_, bytes, code) => {
  const session = await openNumbers();
  expect((await caught(session.prepareSubstrait(bytes))).code).toBe(code);
  expect(await rowsOf(session, "SELECT count(*) AS n FROM numbers")).toEqual([{ n: 2n }]);
});
