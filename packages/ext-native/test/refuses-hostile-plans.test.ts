import { expect, test } from "vitest";
import {
  call,
  column,
  filter,
  int64Type,
  numbers,
  openNumbers,
  outer,
  plan,
  project,
  readOf,
} from "./support/plan-by-hand.js";
import { type Field, message, varint } from "./support/protobuf-message.js";
import { caught, rowsOf } from "./support/sessions.js";

test("a plan by hand is read", async () => {
  const { schema } = await (await openNumbers()).prepareSubstrait(plan(numbers));
  expect(schema.fields.map(({ name }) => name)).toEqual(["n"]);
});

const deep = (levels: number): Field[] => {
  let relation: Uint8Array = message(...numbers);
  for (let level = 0; level < levels; level += 1) relation = message([3, message([2, relation])]);
  return [[3, message([2, relation])]];
};

const hostile: readonly (readonly [what: string, bytes: Uint8Array, code: string])[] = [
  ["no bytes", new Uint8Array(), "invalid-plan"],
  ["no protobuf", Buffer.from("SELECT 1"), "invalid-plan"],
  ["a plan that is cut off", plan(numbers).subarray(0, -3), "invalid-plan"],
  ["a root without a relation", message([3, [[2, []]]]), "invalid-plan"],
  ["an empty relation", plan([]), "invalid-plan"],
  ["two relations", message([3, [[1, numbers]]], [3, [[1, numbers]]]), "invalid-plan"],
  ["a table that is not there", plan(readOf("missing")), "unknown-table"],
  ["a column that a system table has not", plan(readOf("information_schema", "tables")), "invalid-plan"],
  ["a system table that is not there", plan(readOf("information_schema", "passwords")), "unknown-table"],
  ["a name of too many parts", plan(readOf("a", "b", "c", "d")), "invalid-plan"],
  ["the rows of no recursive query", plan(readOf("causeway.recursive", "0")), "invalid-plan"],
  ["a table function that is not there", plan(readOf("causeway.function", "read_all")), "unknown-function"],
  [
    "a filter inside a read",
    plan([
      [
        1,
        [
          [
            2,
            [
              [1, "n"],
              [2, [[1, int64Type]]],
            ],
          ],
          [3, column(0)],
          [7, [[1, "numbers"]]],
        ],
      ],
    ]),
    "not-supported",
  ],
  [
    "files instead of a table",
    plan([
      [
        1,
        [
          [
            2,
            [
              [1, "n"],
              [2, [[1, int64Type]]],
            ],
          ],
          [6, [[1, [[3, "file:///etc/passwd"]]]]],
        ],
      ],
    ]),
    "not-supported",
  ],
  ["a column out of range", plan(filter(numbers, column(7))), "invalid-plan"],
  ["a negative column", plan(filter(numbers, column(-1))), "invalid-plan"],
  ["a column of no row around", plan(filter(numbers, outer(0, 3))), "invalid-plan"],
  ["an output out of range", plan(project(numbers, column(0), 9)), "invalid-plan"],
  ["a function that is not declared", plan(filter(numbers, call(4, column(0)))), "invalid-plan"],
  [
    "a function that is not there",
    plan(filter(numbers, call(0, column(0))), ["n"], ["launch_missiles"]),
    "unknown-function",
  ],
  ["a cast of nothing", plan(filter(numbers, [[11, [[1, int64Type]]]])), "invalid-plan"],
  [
    "a choice without a result",
    plan(
      filter(numbers, [
        [
          6,
          [
            [1, [[1, column(0)]]],
            [1, [[1, column(0)]]],
          ],
        ],
      ]),
    ),
    "invalid-plan",
  ],
  ["a list of nothing", plan(filter(numbers, [[8, []]])), "invalid-plan"],
  [
    "a grouping out of range",
    plan([
      [
        4,
        [
          [2, numbers],
          [3, [[2, varint(5)]]],
        ],
      ],
    ]),
    "invalid-plan",
  ],
  ["an aggregate of nothing", plan([[4, [[2, numbers]]]]), "invalid-plan"],
  [
    "a union of one",
    plan([
      [
        8,
        [
          [2, numbers],
          [3, 6],
        ],
      ],
    ]),
    "invalid-plan",
  ],
  ["more names than columns", plan(numbers, ["a", "b"]), "invalid-plan"],
  ["messages 400 deep in each other", plan(deep(200)), "query-too-deep"],
  [
    "a type of 100,000 lists in each other",
    plan(filter(numbers, call(0, [[1, [[12, "List(".repeat(20_000)]]]], column(0))), ["n"], ["causeway.cast"]),
    "invalid-plan",
  ],
];

test.each(hostile.map(([what, bytes, code]) => ({ what, bytes, code })))(
  "$what is refused as $code",
  async ({ bytes, code }) => {
    const session = await openNumbers();
    expect((await caught(session.prepareSubstrait(bytes))).code).toBe(code);
    // The session is as good as before.
    expect(await rowsOf(session, "SELECT count(*) AS n FROM numbers")).toEqual([{ n: 2n }]);
  },
);

test("a condition of 100,000 parts is refused", async () => {
  const session = await openNumbers();
  const parts = Array.from({ length: 100_000 }, () => column(0));
  const bytes = plan(filter(numbers, call(0, ...parts)), ["n"], ["and"]);
  expect((await caught(session.prepareSubstrait(bytes))).code).toBe("invalid-plan");
});

test("200 MB are refused before they are copied", async () => {
  const session = await openNumbers();
  const before = residentBytes();
  const error = await caught(session.prepareSubstrait(new Uint8Array(200_000_000)));
  expect(error.code).toBe("query-too-large");
  expect(error.details).toMatchObject({ limit: 16 * 1024 * 1024 });
  expect(residentBytes() - before).toBeLessThan(100_000_000);
  expect((await caught(session.prepareSubstrait(plan(numbers), { maxBytes: 8 }))).code).toBe("query-too-large");
});

test("bytes with one byte changed are refused or read, and break nothing", async () => {
  const session = await openNumbers();
  const { bytes = new Uint8Array() } = await (
    await session.prepare(
      "SELECT n, sum(n) OVER (ORDER BY n ROWS 1 PRECEDING) AS s FROM numbers WHERE n IN (SELECT n FROM numbers)",
    )
  ).substrait();
  expect(bytes.length).toBeGreaterThan(100);
  const outcomes = { read: 0, refused: 0 };
  for (let place = 0; place < bytes.length; place += 1) {
    for (const change of [0x01, 0x80, 0xff]) {
      const changed = bytes.slice();
      changed[place] = (changed[place] ?? 0) ^ change;
      await session.prepareSubstrait(changed).then(
        () => outcomes.read++,
        () => outcomes.refused++,
      );
    }
  }
  expect(outcomes.refused).toBeGreaterThan(bytes.length);
  expect(await rowsOf(session, "SELECT count(*) AS n FROM numbers")).toEqual([{ n: 2n }]);
});

const residentBytes = (): number => process.memoryUsage.rss();
