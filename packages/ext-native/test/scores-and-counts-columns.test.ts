import { Int64, Table, Utf8, vectorFromArray } from "apache-arrow";
import { expect, test } from "vitest";
import { openSession, rowsOf } from "./support/sessions.js";

async function valueFor(expression: string): Promise<unknown> {
  const [row] = await rowsOf(openSession(), `SELECT ${expression} AS value`);
  return row?.["value"];
}

const scores: readonly (readonly [string, number | null])[] = [
  ["cpg_score(1, 1, 1)", 1],
  ["cpg_score(0, 0, 0)", 0],
  ["cpg_score(1, 0, 0)", 0.5],
  ["cpg_score(type_match => 1, name_match => 0, scope_match => 0)", 0.2],
  ["cpg_score(NULL, 1, NULL)", 0.3],
  ["cpg_score(NULL, NULL, NULL)", null],
  ["cpg_score(1, 1, 1, 2, 2, 2)", 1],
  ["cpg_score(-1, 0, 0)", 0],
  ["cpg_score(1, 1, 1, 0.25, 0, 0)", 0.25],
  ["cpg_score(1, 1, 1, name_weight => NULL)", null],
  ["cpg_score(1, 1, 1, type_weight => 0)", 0.8],
  ["cpg_score(1, 1, type_match => 1, scope_weight => 0)", 0.7],
  ["cpg_score('NaN'::double, 1, NULL)", 0.3],
  ["cpg_score('Infinity'::double, '-Infinity'::double, 1)", null],
];

for (const [call, wanted] of scores) {
  test(`${call} is ${wanted}`, async () => {
    const value = await valueFor(call);
    if (wanted === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(wanted, 12);
  });
}

const encodings: readonly (readonly [string, number | null])[] = [
  ["'utf-8'", 1],
  ["'UTF8'", 1],
  ["'utf_16'", 2],
  ["'utf-32'", 3],
  ["'UTF16CodeUnitOffsetFromLineStart'", 2],
  ["3", 3],
  ["16", 2],
  ["CAST(8 AS TINYINT)", 1],
  ["0", null],
  ["'latin-1'", null],
  ["''", null],
  ["NULL", null],
];

for (const [encoding, wanted] of encodings) {
  test(`the position encoding ${encoding} is ${wanted}`, async () => {
    expect(await valueFor(`position_encoding_norm(${encoding})`)).toBe(wanted);
  });
}

/** The offset by the host's own texts: what stands before the column, in bytes. */
function offsetByHost(line: string, column: number, encoding: string): number {
  if (encoding === "utf-32") return Buffer.byteLength([...line].slice(0, column).join(""));
  if (encoding === "utf-16") {
    const before = line.slice(0, column);
    const whole = /[\uD800-\uDBFF]$/.test(before) && column < line.length ? before.slice(0, -1) : before;
    return Buffer.byteLength(whole);
  }
  let offset = 0;
  for (const character of line) {
    if (offset + Buffer.byteLength(character) > column) break;
    offset += Buffer.byteLength(character);
  }
  return offset;
}

test("columns become the byte offsets that the host counts, for lines of all widths of characters", async () => {
  const session = openSession();
  const lines = ["", "plain ascii", "naïve café", "日本語 text", "a😀b😀", "😀", "e\u0301 combining", "mixed é日😀z"];
  const cases = lines.flatMap((line) =>
    Array.from({ length: 20 }, (_, column) =>
      ["utf-8", "utf-16", "utf-32"].map((encoding) => ({ line, column, encoding })),
    ).flat(),
  );
  await session.registerTable("cases", {
    arrow: new Table({
      line: vectorFromArray(
        cases.map(({ line }) => line),
        new Utf8(),
      ),
      position: vectorFromArray(
        cases.map(({ column }) => BigInt(column)),
        new Int64(),
      ),
      encoding: vectorFromArray(
        cases.map(({ encoding }) => encoding),
        new Utf8(),
      ),
    }),
  });
  const rows = await rowsOf(session, "SELECT col_to_byte(line, position, encoding) AS offset FROM cases");
  cases.forEach(({ line, column, encoding }, index) => {
    const wanted = BigInt(offsetByHost(line, column, encoding));
    expect(rows[index]?.["offset"], `${JSON.stringify(line)} ${column} ${encoding}`).toBe(wanted);
  });
});

const edges: readonly (readonly [string, bigint | null])[] = [
  ["col_to_byte('a😀b', 2, 'utf-16')", 1n],
  ["col_to_byte('abc', 99, 'utf-8')", 3n],
  ["col_to_byte('é', 9223372036854775807, 16)", 2n],
  ["col_to_byte('abc', -1, 'utf-8')", null],
  ["col_to_byte('abc', 1, 'ebcdic')", null],
  ["col_to_byte(NULL, 1, 'utf-8')", null],
  ["col_to_byte('abc', NULL, 'utf-8')", null],
  ["col_to_byte(encoding => 1, line_text => 'abc', \"column\" => 1)", 1n],
];

for (const [call, wanted] of edges) {
  test(`${call} is ${wanted}`, async () => {
    expect(await valueFor(call)).toBe(wanted);
  });
}

test("information_schema and the list of functions say how each is called", async () => {
  const session = openSession();
  const names = [
    "stable_hash64",
    "stable_hash128",
    "prefixed_hash64",
    "stable_id",
    "cpg_score",
    "position_encoding_norm",
    "col_to_byte",
  ];
  const listed = `(${names.map((name) => `'${name}'`).join(", ")})`;
  const routines = await rowsOf(
    session,
    `SELECT routine_name AS name, data_type AS type, is_deterministic AS deterministic, syntax_example AS syntax, description
     FROM information_schema.routines WHERE routine_name IN ${listed}`,
  );
  expect(routines.map(({ name }) => name).sort()).toEqual([...names].sort());
  for (const routine of routines) {
    expect(routine).toMatchObject({ deterministic: true, type: expect.any(String), description: expect.any(String) });
  }
  const parameters = await rowsOf(
    session,
    `SELECT DISTINCT parameter_name AS name, ordinal_position AS place FROM information_schema.parameters
     WHERE specific_name = 'cpg_score' AND parameter_mode = 'IN' ORDER BY place`,
  );
  const own = session.functions.list().filter(({ origin }) => origin === "rule");
  const score = own.find(({ name }) => name === "cpg_score");
  expect(own.map(({ name }) => name)).toEqual([...names].sort());
  expect(parameters.map(({ name }) => name)).toEqual(score?.namedArguments);
  expect(routines.find(({ name }) => name === "cpg_score")?.["syntax"]).toBe(score?.syntax);
  for (const { namedArguments, arguments: described } of own) {
    expect(described.map(({ name }) => name)).toEqual(namedArguments);
  }
});
