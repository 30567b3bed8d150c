import type { EngineSession } from "../../src/index.js";
import { type Field, message, varint } from "./protobuf-message.js";
import { openSession, rowsOf } from "./sessions.js";

export const int64Type: Field[] = [
  [
    7,
    [
      [1, 0],
      [2, 1],
    ],
  ],
];
export const readOf = (...names: string[]): Field[] => [
  [
    1,
    [
      [
        2,
        [
          [1, "n"],
          [
            2,
            [
              [1, int64Type],
              [3, 2],
            ],
          ],
        ],
      ],
      [7, names.map((name): Field => [1, name])],
    ],
  ],
];
export const column = (index: number): Field[] => [
  [
    2,
    [
      [1, [[2, [[1, index]]]]],
      [4, []],
    ],
  ],
];
export const outer = (index: number, steps: number): Field[] => [
  [
    2,
    [
      [1, [[2, [[1, index]]]]],
      [5, [[1, steps]]],
    ],
  ],
];
export const call = (anchor: number, ...values: Field[][]): Field[] => [
  [3, [[1, anchor], ...values.map((value): Field => [4, [[3, value]]])]],
];
export const plan = (relation: Field[], names: string[] = ["n"], functions: string[] = []): Uint8Array =>
  message(
    ...functions.map(
      (name, anchor): Field => [
        2,
        [
          [
            3,
            [
              [2, anchor],
              [3, name],
            ],
          ],
        ],
      ],
    ),
    [3, [[2, [[1, relation], ...names.map((name): Field => [2, name])]]]],
  );
export const filter = (input: Field[], condition: Field[]): Field[] => [
  [
    2,
    [
      [2, input],
      [3, condition],
    ],
  ],
];
export const project = (input: Field[], expression: Field[], emitted: number): Field[] => [
  [
    7,
    [
      [1, [[2, [[1, varint(emitted)]]]]],
      [2, input],
      [3, expression],
    ],
  ],
];
export const numbers = readOf("numbers");

/** A session with the table that the plans read: `numbers`, of 1 and 2. */
export async function openNumbers(): Promise<EngineSession> {
  const session = openSession({ allow: ["ddl"] });
  await rowsOf(session, "CREATE TABLE numbers AS SELECT * FROM (VALUES (1), (2)) t(n)");
  return session;
}
